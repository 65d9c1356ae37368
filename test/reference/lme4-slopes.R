# Simulated repeated measurements, and what lme4 and nlme make of general models of them.
# Writes lme4-slopes.json beside it:  Rscript lme4-slopes.R > lme4-slopes.json
suppressMessages({
  library(lme4)
  library(nlme)
  library(jsonlite)
})
set.seed(20240607)
subjects <- 20
each <- 9
s <- factor(rep(sprintf("s%02d", 1:subjects), each = each))
x <- round(rep(seq(-1, 1, length.out = each), subjects) + rnorm(subjects * each, sd = 0.2), 4)
z <- round(rnorm(subjects * each), 4)
g <- rep(c("calm", "wild", "wild"), length.out = subjects * each)
u <- rnorm(subjects, sd = 1.2)
b <- 0.5 * u + rnorm(subjects, sd = 0.6)
y <- round(2 + 0.8 * x + 0.1 * z + u[s] + b[s] * x + rnorm(subjects * each) * ifelse(g == "wild", 1.3, 0.7), 4)
w <- round(runif(subjects * each, 0.5, 2), 3)
d <- data.frame(y, x, z, s, g, w)

tight <- lmerControl(optimizer = "nloptwrap", optCtrl = list(xtol_abs = 1e-12, ftol_abs = 1e-14, maxeval = 1e5))
best <- function(...) {
  fit <- lmer(..., data = d, control = tight)
  update(fit, start = getME(fit, "theta"))
}
criteria <- function(m) {
  l <- logLik(m)
  list(logLikelihood = as.numeric(l), df = attr(l, "df"), aic = AIC(m), bic = BIC(m))
}
both <- function(f, ...) list(REML = criteria(best(f, ..., REML = TRUE)), ML = criteria(best(f, ..., REML = FALSE)))
full <- best(y ~ x + z + (x | s), REML = TRUE)
V <- as.matrix(vcov(full))
beta <- fixef(full)
wald <- function(k) {
  W <- as.numeric(t(beta[k]) %*% solve(V[k, k]) %*% beta[k])
  c(W, pchisq(W, length(k), lower.tail = FALSE))
}
ident <- function(method) {
  one <- lme(y ~ x + z, random = ~ 1 | s, data = d, method = method, control = lmeControl(opt = "optim", reltol = 1e-14))
  two <- update(one, weights = varIdent(form = ~ 1 | g))
  a <- anova(one, two)
  scale <- coef(two$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE)
  list(
    one = as.numeric(logLik(one)), two = as.numeric(logLik(two)), statistic = a$L.Ratio[2], pValue = a$`p-value`[2],
    residuals = as.list((two$sigma * scale)^2), subject = as.numeric(getVarCov(two))
  )
}
ml <- function(f) best(f, REML = FALSE)
nested <- anova(ml(y ~ z + (x | s)), ml(y ~ x + z + (x | s)))
slope <- suppressMessages(anova(ml(y ~ x + z + (1 | s)), ml(y ~ x + z + (x | s))))
dropped <- suppressMessages(lmer(y ~ x + z + I(x + z) + (1 | s), data = d, control = tight))
weighted <- lmer(y ~ x + z + (x | s), data = d, weights = w, control = tight)
cat(toJSON(list(
  source = sprintf("lme4 %s, nlme %s, %s", packageVersion("lme4"), packageVersion("nlme"), R.version.string),
  data = d,
  models = list(
    intercept = both(y ~ x + z + (1 | s)),
    independent = both(y ~ x + z + (1 | s) + (0 + x | s)),
    correlated = both(y ~ x + z + (x | s)),
    withoutX = both(y ~ z + (x | s))
  ),
  fixed = list(estimates = unname(beta), covariance = unname(V), x = wald(2), xAndZ = wald(2:3)),
  tests = list(
    withoutX = list(statistic = nested$Chisq[2], df = nested$Df[2], pValue = nested$`Pr(>Chisq)`[2]),
    slope = list(statistic = slope$Chisq[2], df = slope$Df[2], naive = slope$`Pr(>Chisq)`[2])
  ),
  groups = list(REML = ident("REML"), ML = ident("ML")),
  dropped = list(
    columns = colnames(getME(dropped, "X")),
    estimates = unname(fixef(dropped)), logLikelihood = as.numeric(logLik(dropped))
  ),
  weighted = criteria(weighted)
), auto_unbox = TRUE, digits = 14, dataframe = "columns"))
