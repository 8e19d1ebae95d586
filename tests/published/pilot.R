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
