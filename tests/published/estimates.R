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
# Quartiles for test_quartiles.py: definition 7, R's own.
for (x in list(weeks, control, c(3, 1, 4, 1, 5), c(2, 9), 7)) print(quantile(x, c(0.25, 0.5, 0.75), names = FALSE))
