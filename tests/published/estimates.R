# The numbers of test_kaplan_meier.py, test_intervals.py and test_quartiles.py, printed by R 4.2.2 with survival 3.5-3: Rscript tests/published/estimates.R
library(survival)
# Freireich et al., Blood 1963: weeks of remission in acute leukaemia, 6-mercaptopurine; + is censored.
weeks  <- c(6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35)
relapse <- c(1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0)
fit <- survfit(Surv(weeks, relapse) ~ 1, conf.type = "log-log")
options(digits = 7)
print(summary(fit)[c("time", "n.risk", "n.event", "surv", "lower", "upper")])
print(quantile(fit, 0.5))
print(quantile(survfit(Surv(weeks, 1 - relapse) ~ 1, conf.type = "log-log"), 0.5))
# The control arm, without censoring.
control <- c(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
plain <- survfit(Surv(control, rep(1, 21)) ~ 1, conf.type = "log-log")
print(quantile(plain, 0.5))
print(summary(plain, times = 8)[c("surv", "lower", "upper")])
# Clopper-Pearson of those who are without relapse after week 8: what the beta product gives without censoring.
print(binom.test(8, 21)$conf.int)
# Jeffreys' intervals for test_intervals.py.
for (x in list(c(1, 5), c(4, 5), c(15, 148))) print(qbeta(c(0.025, 0.975), x[1] + 0.5, x[2] - x[1] + 0.5), digits = 7)
# From which value on either side the interval of a median runs, for test_intervals.py: 0 is none.
print(qbinom(0.025, c(5, 6, 8, 10, 15, 20, 40, 100), 0.5))
# Competing events and hazard ratios, for test_competing_risks.py and test_cox.py, with cmprsk 2.2-11.
library(cmprsk)
pilot <- read.csv("tests/published/pilot_progression.csv")
days  <- c(5, 8, 8, 12, 12, 12, 15, 20, 20, 22, 30, 31, 31, 40, 44, 52, 52, 60, 71, 80)
cause <- c(1, 2, 1,  1,  0,  2,  1,  1,  1,  0,  2,  1,  0,  1,  2,  0,  1,  0,  1,  0)
group <- rep(c("a", "b"), 10)
both <- survfit(Surv(days, factor(cause, 0:2)) ~ 1, conf.type = "log-log")
print(summary(both, times = c(10, 20, 35, 60))[c("pstate", "std.err", "lower", "upper")])
print(cuminc(days, cause, group)$Tests, digits = 8)
print(cuminc(pilot$day, pilot$progressed, pilot$ARM)$Tests, digits = 8)
arms <- survfit(Surv(day, factor(progressed, 0:1)) ~ ARM, data = pilot, conf.type = "log-log")
arms <- summary(arms, times = c(42, 126), extend = TRUE)
print(data.frame(arms$strata, arms$time, arms$pstate[, 2], arms$lower[, 2], arms$upper[, 2]), digits = 8)
# Groups that are never at risk together.
print(cuminc(c(4, 5, 7, 8, 9), c(0, 0, 1, 1, 0), rep(c("a", "b"), c(2, 3)))$Tests)
three <- cuminc(c(days, days + 3), c(cause, rev(cause)), rep(c("a", "b", "c", "c"), 10))
print(three$Tests, digits = 8)
# The 6-mercaptopurine trial again: treated against control, Breslow's ties.
trial <- data.frame(weeks = c(weeks, control), event = c(relapse, rep(1, 21)), treated = rep(c(1, 0), each = 21))
cox <- coxph(Surv(weeks, event) ~ treated, data = trial, ties = "breslow")
print(exp(c(coef(cox))), digits = 8)
# Firth's penalty from coxph's own likelihood and information at a given coefficient.
penalised <- function(formula, data) function(b) {
  fit <- suppressWarnings(coxph(formula, data, init = b, ties = "breslow", control = coxph.control(iter.max = 0)))
  fit$loglik[1] - log(fit$var[1, 1]) / 2
}
firth <- function(formula, data) {
  f <- penalised(formula, data)
  top <- optimize(f, c(-10, 10), maximum = TRUE, tol = 1e-10)
  drop <- function(b) f(b) - top$objective + qchisq(0.95, 1) / 2
  exp(c(top$maximum, uniroot(drop, c(-12, top$maximum), tol = 1e-10)$root, uniroot(drop, c(top$maximum, 12), tol = 1e-10)$root))
}
print(firth(Surv(weeks, event) ~ treated, trial), digits = 8)
# All events in one group: the usual estimate is infinite.
few <- data.frame(weeks = 1:8, event = c(1, 1, 1, 0, 1, 0, 0, 0), treated = c(0, 0, 0, 1, 0, 1, 1, 0))
print(firth(Surv(weeks, event) ~ treated, few), digits = 8)
# An exposure that begins in the course of time.
split <- data.frame(from = c(0, 0, 4, 0, 0, 6, 0, 0, 3), to = c(9, 4, 12, 5, 6, 14, 7, 3, 10),
                    event = c(1, 0, 1, 1, 0, 0, 1, 0, 1), given = c(0, 0, 1, 0, 0, 1, 0, 0, 1))
print(firth(Surv(from, to, event) ~ given, split), digits = 8)
# Quartiles for test_quartiles.py: definition 7, R's own.
for (x in list(weeks, control, c(3, 1, 4, 1, 5), c(2, 9), 7)) print(quantile(x, c(0.25, 0.5, 0.75), names = FALSE))
# Exact tests for test_exact_tests.py: signs, and two groups (the last but one is Fisher's tea, the last three have margins
# of which none, some and all tables are as likely as what was seen).
for (x in list(c(8, 1), c(24, 16), c(5, 0), c(3, 3), c(17, 19))) print(binom.test(x[1], sum(x))$p.value, digits = 8)
for (t in list(c(9, 18, 13, 22), c(14, 30, 8, 10), c(3, 5, 0, 5), c(3, 4, 1, 4), c(0, 7, 0, 9), c(2, 40, 30, 260), c(5, 10, 5, 10)))
  print(fisher.test(matrix(c(t[1], t[2] - t[1], t[3], t[4] - t[3]), 2))$p.value, digits = 8)
# Depression scale before and on a tranquilliser (Hollander and Wolfe 1973, in the help page of wilcox.test): the median
# difference, and the second value from either end, which is the interval by signs of nine patients.
before <- c(1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30)
on     <- c(0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29)
print(c(median(on - before), sort(on - before)[c(qbinom(0.025, 9, 0.5), 10 - qbinom(0.025, 9, 0.5))]), digits = 8)
print(binom.test(sum(on > before), 9)$p.value, digits = 8)
