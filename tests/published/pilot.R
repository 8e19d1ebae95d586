# The numbers of test_pilot.py, printed by R 4.2.2 with survival 3.5-3: Rscript tests/published/pilot.R
library(survival)
pilot <- read.csv("tests/published/pilot_progression.csv")
options(digits = 7)
for (arm in sort(unique(pilot$ARM))) {
  fit <- survfit(Surv(day, progressed) ~ 1, data = pilot[pilot$ARM == arm, ], conf.type = "log-log")
  print(arm)
  print(summary(fit)[c("time", "n.risk", "n.event", "surv", "lower", "upper")])
  print(quantile(fit, 0.5))
}
# Kappa of the two radiologists from its definition, for test_kappa.py: plain, linear and quadratic weights.
order <- c("PR", "SD", "PD")
both <- table(factor(pilot$reader_1, order), factor(pilot$reader_2, order)) / nrow(pilot)
chance <- outer(rowSums(both), colSums(both))
apart <- abs(outer(1:3, 1:3, "-"))
for (weight in list(1 * (apart == 0), 1 - apart / 2, 1 - (apart / 2)^2))
  print((sum(weight * both) - sum(weight * chance)) / (1 - sum(weight * chance)))
