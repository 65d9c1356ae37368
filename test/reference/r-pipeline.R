# Daily prices of a simulated universe, and what R makes of them step by step, from monthly returns to a mixed model.
# Writes r-pipeline.json beside it:  Rscript r-pipeline.R r-pipeline.json
suppressMessages({
  library(quantmod) # periodReturn, which tidyquant's tq_transmute calls
  library(zoo)
  library(e1071)
  library(lme4)
})
options(contrasts = c("contr.treatment", "contr.poly"))
RNGversion("4.2.0")
set.seed(20)

tickers <- c("MKT", "AAA", "BBB", "CCC", "DDD", "EEE")
days <- seq(as.Date("2021-12-31"), as.Date("2023-12-29"), by = "day")
days <- days[as.POSIXlt(days)$wday %in% 1:5]
n <- length(days)
calm <- ifelse(seq_len(n) %/% 90 %% 2 == 0, 1, 0.5)
m <- rnorm(n, 0.0004, 0.011) * calm
daily <- sapply(seq_along(tickers), function(i) {
  if (i == 1) m else c(0, 8, -6, 3, -9, 5)[i] * 2e-4 + c(1, 1.3, 0.9, 0.2, 0.5, 1.1)[i] * m + rnorm(n, 0, 0.007)
})
daily[1, ] <- 0
prices <- round(100 * apply(1 + daily, 2, cumprod), 2)

# monthly returns; the first month only has a base
monthly <- function(type) {
  sapply(seq_along(tickers), function(i) {
    as.numeric(periodReturn(xts(prices[, i], days), period = "monthly", type = type))[-1]
  })
}
R <- monthly("arithmetic")
L <- monthly("log")
ends <- index(to.monthly(xts(prices[, 1], days), indexAt = "endof", OHLC = FALSE))[-1]
dates <- format(as.Date(sapply(split(days, format(days, "%Y-%m")), max))[-1])
stopifnot(format(ends, "%Y-%m") == substr(dates, 1, 7), !is.unsorted(dates))
months <- nrow(R)
market <- R[, 1]

# covariates of the periods
volatility <- rollapply(market, 3, sd, align = "right", fill = NA)
quartiles <- quantile(volatility, c(0.25, 0.75), na.rm = TRUE, type = 7, names = FALSE)
regime <- ifelse(is.na(volatility), "Normal",
  ifelse(volatility > quartiles[2], "High", ifelse(volatility < quartiles[1], "Low", "Normal")))
trend <- (seq_len(months) - mean(seq_len(months))) / 12
month <- substr(dates, 6, 7)
periods <- data.frame(market, trend, regime = factor(regime), month = factor(month))
X <- model.matrix(~ market + trend + regime + month, periods)

# characteristics of the assets; e1071's type 1 is moments::skewness, and moments::kurtosis less 3
characteristics <- cbind(
  mean = colMeans(R),
  volatility = apply(R, 2, sd),
  skewness = apply(R, 2, e1071::skewness, type = 1),
  kurtosis = apply(R, 2, e1071::kurtosis, type = 1) + 3,
  beta = drop(cov(R, market)) / var(market),
  downsideVolatility = apply(R, 2, function(r) sqrt(mean(pmin(r, 0)^2))),
  worstReturn = apply(R, 2, min),
  trend = apply(R, 2, function(r) coef(lm(r ~ seq_len(months)))[[2]])
)
features <- scale(characteristics)
d <- as.matrix(dist(features))
K <- exp(-d / median(d[upper.tri(d)]))

# the simple model of the study without a kernel: independent effects of the assets beside the market
long <- data.frame(
  y = as.vector(R[, -1]),
  asset = factor(rep(tickers[-1], each = months), levels = tickers[-1]),
  periods[rep(seq_len(months), length(tickers) - 1), ]
)
fit <- lmer(y ~ market + regime + (1 | asset), long, REML = TRUE,
  control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12)))

rows <- function(A) lapply(seq_len(nrow(A)), function(i) unname(A[i, ]))
versions <- function(...) {
  list(R = paste(R.version$major, R.version$minor, sep = "."),
    packages = sapply(c(...), function(p) as.character(packageVersion(p)), simplify = FALSE))
}
jsonlite::write_json(
  list(
    source = versions("quantmod", "xts", "zoo", "e1071", "lme4"),
    prices = list(assets = tickers, dates = format(days), rows = rows(prices)),
    returns = list(dates = dates, simple = rows(R), log = rows(L)),
    covariates = list(volatility = volatility, quartiles = quartiles, regime = regime, trend = trend, month = month),
    modelMatrix = list(columns = colnames(X), rows = rows(X)),
    characteristics = list(names = colnames(characteristics), rows = rows(characteristics), features = rows(features)),
    kernel = rows(K),
    lmer = list(
      fixed = rows(coef(summary(fit))[, 1:2]),
      variances = c(as.data.frame(VarCorr(fit))$vcov),
      logLik = as.numeric(logLik(fit)),
      ranef = ranef(fit)$asset[tickers[-1], 1]
    )
  ),
  commandArgs(TRUE)[1], digits = NA, auto_unbox = TRUE, na = "null", pretty = FALSE
)
