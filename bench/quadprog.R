# Long-only minimum variance by R's quadprog, for bench/jobs/r.mjs.
#
#   Rscript bench/quadprog.R FOLDER     reads P-n.csv, writes weights-n.csv and times.csv (n, seconds of processor time)

library(quadprog)
folder <- commandArgs(trailingOnly = TRUE)[1]
processor <- function() sum(proc.time()[c("user.self", "sys.self")])

measure <- function(file) {
  P <- as.matrix(read.csv(file, header = FALSE))
  n <- nrow(P)
  A <- cbind(1, diag(n))
  b <- c(1, rep(0, n))
  run <- function() solve.QP(P, rep(0, n), A, b, meq = 1)
  write.table(run()$solution, file.path(folder, sprintf("weights-%d.csv", n)), row.names = FALSE, col.names = FALSE)
  repeats <- max(1, round(2e5 / n^2))
  times <- replicate(9, {
    start <- processor()
    for (k in seq_len(repeats)) run()
    (processor() - start) / repeats
  })
  data.frame(n = n, seconds = median(times), low = quantile(times, 0.25), high = quantile(times, 0.75))
}

files <- list.files(folder, "^P-.*csv$", full.names = TRUE)
write.csv(do.call(rbind, lapply(files, measure)), file.path(folder, "times.csv"), row.names = FALSE, quote = FALSE)
cat(sprintf("R %s.%s, quadprog %s", R.version$major, R.version$minor, packageVersion("quadprog")))
