# Papers with what they recommend, for R without any package. Set BASE to the address of the site. Prints a CSV.
base <- Sys.getenv("BASE", "https://crier.example/cheltenham/")

table <- function(name, ...) {
  read.csv(paste0(base, "data/v1/", name, ".csv"), encoding = "UTF-8", na.strings = "", ...)
}

reports <- table("reports", colClasses = c(date = "character", meeting = "character", body = "character"))
asked <- table("reports-recommendations", colClasses = c(id = "character", anchor = "character"))
bodies <- table("bodies")

stopifnot(!anyDuplicated(reports$id), !anyDuplicated(bodies$id))
stopifnot(all(asked$report %in% reports$id))
stopifnot(all(is.na(reports$body) | reports$body %in% bodies$id))
stopifnot(is.numeric(asked$n), all(grepl("^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", reports$date)))

both <- merge(asked[, c("report", "n", "id", "text")], reports[, c("id", "date", "body")], by.x = "report", by.y = "id", all.x = TRUE)
both <- merge(both, bodies[, c("id", "type")], by.x = "body", by.y = "id", all.x = TRUE)
both <- both[order(both$report, both$n), c("report", "n", "id", "date", "body", "type")]
stopifnot(nrow(both) == nrow(asked))

write.csv(both, row.names = FALSE, na = "")
