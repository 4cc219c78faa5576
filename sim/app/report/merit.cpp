#include "sim/app/report/merit.h"

#include <algorithm>
#include <initializer_list>

#include "sim/app/report/figures.h"
#include "sim/app/simulate/confidence.h"

namespace tessera {
namespace {

constexpr double kJoule = 1e-12;  // per picojoule
constexpr double kHoursPerYear = 8766;
constexpr double kSecondsPerHour = 3600;

using R = const proto::Result&;
using Number = proto::Result::Number;

double chips_of(R r) { return std::max(1.0, static_cast<double>(r.chips())); }

bool assumed(std::initializer_list<const Number*> numbers) {
  return std::ranges::any_of(numbers, [](const Number* one) { return is_assumed(one->kind()); });
}

double per_million(R r, double usd_per_hour) {
  const double per_hour = per_second(products(r), r.latency_ps()) * kSecondsPerHour;
  return per_hour > 0 ? usd_per_hour / per_hour * 1e6 : 0;
}

// Of one chip, per hour in which it works: it draws static power through the others.
double electricity_usd(R r) {
  const auto& cost = r.cost();
  const double work = cost.utilisation().value();
  const double watts = average_watts_per_chip(r) + r.power().static_w() * (1 - work) / work;
  return watts / 1000 * cost.pue().value() * cost.usd_per_kwh().value();
}

bool has_products(R r) { return products(r) > 0 && r.latency_ps() > 0; }

}  // namespace

double products(R r) { return r.produced_tokens() > 0 ? r.produced_tokens() : r.samples(); }

std::string product_name(R r) { return r.produced_tokens() > 0 ? "token" : "inference"; }

double average_watts(R r) { return per_second(total_energy(r) * kJoule, r.latency_ps()); }

double average_watts_per_chip(R r) { return average_watts(r) / chips_of(r); }

bool above_tdp(R r) {
  return r.power().has_tdp_w() && average_watts_per_chip(r) > r.power().tdp_w();
}

double joules_per_product(R r) {
  return products(r) > 0 ? total_energy(r) * kJoule / products(r) : 0;
}

double products_per_s_per_watt(R r) {
  const double joules = joules_per_product(r);
  return joules > 0 ? 1 / joules : 0;
}

double products_per_s_per_chip(R r) {
  return per_second(products(r), r.latency_ps()) / chips_of(r);
}

std::optional<double> tokens_per_s_per_user(R r) {
  if (r.phase() == "decode" && r.batch() > 0)
    return per_second(r.produced_tokens(), r.latency_ps()) / static_cast<double>(r.batch());
  if (r.phase() == "full" && r.generation().decode_ps() > 0)
    return per_second(static_cast<double>(r.tokens() - 1), r.generation().decode_ps());
  return std::nullopt;
}

double assumed_energy_share(R r) {
  double all = 0, guessed = 0;
  for (const auto& one : r.power().by_kind()) {
    all += one.picojoules();
    if (is_assumed(one.kind())) guessed += one.picojoules();
  }
  return share(guessed, all);
}

std::optional<ProductCost> owned_cost(R r) {
  const auto& cost = r.cost();
  if (!cost.has_price_usd() || !has_products(r)) return std::nullopt;
  const double price = cost.price_usd().value() /
                       (cost.years().value() * kHoursPerYear * cost.utilisation().value());
  const double electricity = electricity_usd(r);
  const bool price_assumed = assumed({&cost.price_usd(), &cost.years(), &cost.utilisation()});
  const double electricity_assumed =
      assumed({&cost.usd_per_kwh(), &cost.pue()}) ? 1 : assumed_energy_share(r);
  const double guessed = (price_assumed ? price : 0) + electricity_assumed * electricity;
  return ProductCost{per_million(r, chips_of(r) * (price + electricity)),
                     share(guessed, price + electricity)};
}

std::optional<ProductCost> rented_cost(R r) {
  const auto& cost = r.cost();
  if (!cost.has_usd_per_hour() || !has_products(r)) return std::nullopt;
  const double per_hour = cost.usd_per_hour().value() / cost.utilisation().value();
  return ProductCost{per_million(r, chips_of(r) * per_hour),
                     assumed({&cost.usd_per_hour(), &cost.utilisation()}) ? 1.0 : 0.0};
}

}  // namespace tessera
