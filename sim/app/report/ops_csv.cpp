#include "sim/app/report/ops_csv.h"

#include <fmt/format.h>

#include "isa/stall.h"
#include "sim/app/report/figures.h"

namespace tessera {
namespace {

std::string column_of(StallCause cause) {
  std::string name(name_of(cause));
  for (char& c : name)
    if (c == ' ') c = '_';
  return name + "_us";
}

double stall_us(const proto::Result::Operator& one, StallCause cause) {
  for (const auto& stall : one.stall())
    if (stall.cause() == name_of(cause)) return static_cast<double>(stall.ps()) / 1e6;
  return 0;
}

}  // namespace

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string ops_csv(const proto::Result& r) {
  std::string csv =
      "name,kind,executions,us,share,limiter,read_bytes,written_bytes,achieved_gb_per_s,flops,"
      "achieved_tflops";
  for (std::size_t i = 0; i < kStallCauses; ++i) csv += "," + column_of(static_cast<StallCause>(i));
  csv += "\n";
  for (const auto& one : r.operator_()) {
    csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{}", csv_field(one.name()),
                       csv_field(one.kind()), one.executions(), static_cast<double>(one.ps()) / 1e6,
                       share(static_cast<double>(one.ps()), static_cast<double>(r.latency_ps())),
                       one.limiter(), one.read_bytes(), one.written_bytes(),
                       per_second(moved_bytes(one), one.ps()) * 1e-9, one.flops(),
                       per_second(one.flops(), one.ps()) * 1e-12);
    for (std::size_t i = 0; i < kStallCauses; ++i)
      csv += fmt::format(",{}", stall_us(one, static_cast<StallCause>(i)));
    csv += "\n";
  }
  return csv;
}

}  // namespace tessera
