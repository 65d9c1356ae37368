# The lme4 side of bench/lme4.mjs, which runs it.
#
#   Rscript bench/lme4.R export FOLDER NAME …   writes data sets of lme4 as FOLDER/NAME.csv
#   Rscript bench/lme4.R fit FOLDER             fits FOLDER/jobs.csv (id, data, factors, formula), writes results.csv
#
# A fit is by REML with lmer's defaults. The first is not timed; seconds are the median processor time of at most 15
# more within about five seconds.

suppressPackageStartupMessages(library(lme4))
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[2]

if (arguments[1] == "export") {
  for (name in arguments[-(1:2)]) {
    write.csv(get(name, "package:lme4"), file.path(folder, paste0(name, ".csv")), row.names = FALSE, quote = FALSE)
  }
}

fit <- function(job) {
  data <- read.csv(file.path(folder, paste0(job$data, ".csv")))
  for (name in strsplit(job$factors, " ")[[1]]) data[[name]] <- factor(data[[name]])
  formula <- as.formula(job$formula)
  said <- character()
  note <- function(condition) said <<- c(said, conditionMessage(condition))
  model <- withCallingHandlers(
    lmer(formula, data),
    message = function(m) { note(m); invokeRestart("muffleMessage") },
    warning = function(w) { note(w); invokeRestart("muffleWarning") }
  )
  times <- numeric()
  processor <- function() sum(proc.time()[c("user.self", "sys.self")])
  while (length(times) < 15 && (length(times) < 3 || sum(times) < 5)) {
    start <- processor()
    repeats <- if (length(times) > 0 && times[1] < 0.1) 5 else 1
    for (k in seq_len(repeats)) suppressMessages(suppressWarnings(lmer(formula, data)))
    times <- c(times, (processor() - start) / repeats)
  }
  data.frame(
    id = job$id,
    seconds = median(times),
    criterion = format(REMLcrit(model), digits = 15),
    singular = isSingular(model),
    said = gsub("[\n,\"]+", " ", paste(unique(trimws(said)), collapse = "; "))
  )
}

if (arguments[1] == "fit") {
  jobs <- read.csv(file.path(folder, "jobs.csv"), colClasses = "character")
  results <- do.call(rbind, lapply(seq_len(nrow(jobs)), function(k) fit(jobs[k, ])))
  write.csv(results, file.path(folder, "results.csv"), row.names = FALSE, quote = FALSE)
  cat(sprintf("R %s.%s, lme4 %s", R.version$major, R.version$minor, packageVersion("lme4")))
}
