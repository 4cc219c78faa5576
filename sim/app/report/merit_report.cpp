#include "sim/app/report/merit_report.h"

#include <fmt/format.h>

#include "sim/app/report/figures.h"
#include "sim/app/report/format.h"
#include "sim/app/report/merit.h"

namespace tessera {
namespace {

using R = const proto::Result&;

std::string watts(R r) {
  const std::string drawn =
      fmt::format("{:.0f} W{}", average_watts_per_chip(r), r.chips() > 1 ? " a chip" : "");
  if (!r.power().has_tdp_w()) return drawn;
  if (above_tdp(r)) return fmt::format("{}, above the TDP of {:.0f} W", drawn, r.power().tdp_w());
  return fmt::format("{} of {:.0f} W", drawn, r.power().tdp_w());
}

// Three digits, whatever the size: "0.0124", "1.31", "137".
std::string three_digits(double value) { return fmt::format("{:.3g}", value); }

std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

std::string usd(R r) {
  std::string text;
  const auto add = [&text](const std::optional<ProductCost>& cost, const char* how) {
    if (!cost) return;
    text += fmt::format("{}{} {} ({})", text.empty() ? "" : ", ",
                        three_digits(cost->usd_per_million), how, percent(cost->assumed_share));
  };
  add(owned_cost(r), "owned");
  add(rented_cost(r), "rented");
  return text.empty() ? "" : fmt::format("   USD per million {}s: {}", product_name(r), text);
}

void add_cost(const char* key, const std::optional<ProductCost>& cost, R r, JsonWriter& json) {
  if (!cost) return;
  json.begin_object(key);
  json.add("usd_per_million_" + product_name(r) + "s", cost->usd_per_million);
  json.add("assumed_share", cost->assumed_share);
  json.end_object();
}

void add_number(const char* key, const proto::Result::Number& number, JsonWriter& json) {
  json.begin_object(key);
  json.add("value", number.value());
  json.add("confidence", number.kind());
  json.end_object();
}

void add_costs(R r, JsonWriter& json) {
  if (!r.has_cost()) return;
  const auto& cost = r.cost();
  json.begin_object("cost");
  add_cost("owned", owned_cost(r), r, json);
  add_cost("rented", rented_cost(r), r, json);
  json.begin_object("inputs");
  if (cost.has_price_usd()) add_number("price_usd", cost.price_usd(), json);
  if (cost.has_usd_per_hour()) add_number("usd_per_hour", cost.usd_per_hour(), json);
  add_number("years", cost.years(), json);
  add_number("usd_per_kwh", cost.usd_per_kwh(), json);
  add_number("pue", cost.pue(), json);
  add_number("utilisation", cost.utilisation(), json);
  json.end_object();
  json.end_object();
}

}  // namespace

std::string merit_line(R r) {
  if (total_energy(r) <= 0 || r.latency_ps() <= 0) return "";
  std::string text = watts(r);
  const std::string assumed =
      r.power().by_kind().empty()
          ? ""
          : fmt::format(" ({} of it from assumed numbers)", percent(assumed_energy_share(r)));
  if (joules_per_product(r) > 0)
    text +=
        fmt::format("   {} J/{}{}", three_digits(joules_per_product(r)), product_name(r), assumed);
  else
    text += assumed;
  return text + usd(r);
}

std::string per_chip_and_user(R r) {
  const std::optional<double> user = tokens_per_s_per_user(r);
  std::string text;
  if (r.chips() > 1) text = format_count(products_per_s_per_chip(r)) + " per chip";
  if (user && (r.batch() > 1 || r.phase() == "full"))
    text += fmt::format("{}{} per user", text.empty() ? "" : ", ", format_count(*user));
  return text.empty() ? "" : " (" + text + ")";
}

void add_merit(R r, JsonWriter& json) {
  const std::string product = product_name(r);
  json.add("average_w", average_watts(r));
  json.add("average_w_per_chip", average_watts_per_chip(r));
  if (r.power().has_tdp_w()) {
    json.add("tdp_w_per_chip", r.power().tdp_w());
    json.add("above_tdp", above_tdp(r));
  }
  json.add("assumed_energy_share", assumed_energy_share(r));
  if (joules_per_product(r) > 0) {
    json.add("joules_per_" + product, joules_per_product(r));
    json.add(product + "s_per_s_per_w", products_per_s_per_watt(r));
  }
  if (products(r) > 0) json.add(product + "s_per_s_per_chip", products_per_s_per_chip(r));
  if (const auto user = tokens_per_s_per_user(r)) json.add("tokens_per_s_per_user", *user);
  add_costs(r, json);
}

}  // namespace tessera
