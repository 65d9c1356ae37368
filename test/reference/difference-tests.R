# Ledoit and Wolf (2008, 2011): studentised circular block bootstrap, on moments and gradients as printed
library(jsonlite); library(sandwich)
# Rscript difference-tests.R > difference-tests.json, in this folder
golden <- fromJSON("statistics.json", simplifyDataFrame=FALSE)
one <- function(x, y, stat, b, M) {
  r <- cbind(x, y); T <- nrow(r); l <- T %/% b
  delta <- function(r) { m <- colMeans(r); g <- colMeans(r^2); v <- g - m^2
    if (stat == "sharpe") m[1]/sqrt(v[1]) - m[2]/sqrt(v[2]) else log(v[1]) - log(v[2]) }
  grad <- function(r) { m <- colMeans(r); g <- colMeans(r^2); v <- g - m^2
    if (stat == "sharpe") c(g[1]/v[1]^1.5, -g[2]/v[2]^1.5, -m[1]/2/v[1]^1.5, m[2]/2/v[2]^1.5)
    else c(-2*m[1]/v[1], 2*m[2]/v[2], 1/v[1], -1/v[2]) }
  ys <- function(r) sweep(cbind(r, r^2), 2, c(colMeans(r), colMeans(r^2)))
  z <- as.vector(ys(r) %*% grad(r))
  fit <- lm(z ~ 1)
  bw <- bwAndrews(fit, kernel="Parzen", approx="AR(1)", prewhite=FALSE)
  # vcov = psi/T
  s <- sqrt(kernHAC(fit, kernel="Parzen", bw=bw, prewhite=FALSE, adjust=FALSE)[1,1] * T/(T-4))
  D <- delta(r); d <- abs(D)/s
  ds <- replicate(M, {
    st <- sample.int(T, l, replace=TRUE)
    idx <- as.vector(sapply(st, function(s) (s - 1 + 0:(b-1)) %% T + 1))
    rs <- r[idx,]; yst <- ys(rs); g <- grad(rs)
    zeta <- t(sapply(1:l, function(j) colSums(yst[((j-1)*b+1):(j*b),,drop=FALSE])))/sqrt(b)
    Psi <- crossprod(zeta)/l
    se <- sqrt(as.numeric(t(g) %*% Psi %*% g)/(l*b))
    abs(delta(rs) - D)/se })
  list(difference=D, standardError=s, pValue=(sum(ds >= d)+1)/(M+1), quantile95=sort(ds)[ceiling(.95*(M+1))])
}
set.seed(3)
out <- lapply(golden, function(g) lapply(c(sharpe="sharpe", logVariance="logVariance"), function(stat)
  one(g$x, g$y, stat, 5, 99999)))
cat(toJSON(out, auto_unbox=TRUE, digits=15, pretty=TRUE))
