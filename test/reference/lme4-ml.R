# Maximum likelihood fits of lmer on the panel of lme4-panel.json, complete and without some cells. Run beside it:
#   Rscript lme4-ml.R > lme4-ml.json
suppressMessages({ library(lme4); library(jsonlite) })
panel <- fromJSON("lme4-panel.json")
data <- data.frame(r = panel$returns, asset = factor(rep(LETTERS[1:panel$assets], panel$periods)),
                   time = factor(rep(1:panel$periods, each = panel$assets)),
                   market = rep(panel$market, each = panel$assets))
cell <- seq_len(nrow(data)) - 1
data$seen <- !(cell %% 7 == 3 | (data$asset == "B" & as.integer(data$time) < 6))
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12, maxfun = 1e5), calc.derivs = FALSE)
models <- list(
  intercept = r ~ 1 + (1 | asset) + (1 | time),
  slope = r ~ 1 + market + (1 | asset) + (1 | time),
  randomSlope = r ~ 1 + market + (1 | asset) + (0 + market | asset) + (1 | time),
  perAsset = r ~ 0 + asset + asset:market + (1 | time),
  interceptsBeside = r ~ 0 + asset + (0 + market | asset) + (1 | time))
fits <- function(rows) {
  own <- lapply(models, function(f) suppressMessages(lmer(f, rows, REML = FALSE, control = control)))
  described <- lapply(own, function(fit) {
    v <- as.data.frame(VarCorr(fit))
    list(variances = as.list(setNames(v$vcov, paste0(v$grp, ":", v$var1))), logLikelihood = as.numeric(logLik(fit)),
         aic = AIC(fit), bic = BIC(fit), fixed = as.list(fixef(fit)), covariance = unname(as.matrix(vcov(fit))))
  })
  test <- anova(own$intercept, own$slope)
  list(fits = described, test = list(statistic = test$Chisq[2], df = test$Df[2], pValue = test$`Pr(>Chisq)`[2]))
}
writeLines(toJSON(list(
  source = paste0("lme4 ", packageVersion("lme4"), ", lmer(REML = FALSE); R ", getRversion(), " AIC, BIC, anova; lme4-ml.R"),
  missing = cell[!data$seen], complete = fits(data), ragged = fits(data[data$seen, ])),
  auto_unbox = TRUE, digits = NA))
