// Figures of merit: what a run comes to per joule, per watt, per chip, per user and per dollar, and
// how much of each rests on numbers that nobody published or measured.
#pragma once

#include <optional>
#include <string>

#include "sim/app/simulate/result.pb.h"

namespace tessera {

// Of one latency: tokens where the network has some, else inferences.
double products(const proto::Result& result);
std::string product_name(const proto::Result& result);  // "token", "inference"

double average_watts(const proto::Result& result);  // all chips, static power included
double average_watts_per_chip(const proto::Result& result);
bool above_tdp(const proto::Result& result);  // of a chip that states one

double joules_per_product(const proto::Result& result);  // 0 without energy or products
double products_per_s_per_watt(const proto::Result& result);
double products_per_s_per_chip(const proto::Result& result);

// Generated tokens per second that one sequence sees; none in prefill and of networks without
// tokens. In phase full of the steps behind the first token.
std::optional<double> tokens_per_s_per_user(const proto::Result& result);

// Of the energy: what is counted with estimates, assumptions and unstated numbers.
double assumed_energy_share(const proto::Result& result);

struct ProductCost {
  double usd_per_million = 0;
  double assumed_share = 0;  // of it; a product of numbers is as sure as the weakest of them
};

// Owned: the price over its years and the electricity of the run and of idling, both per hour of
// work. Rented: the price per hour, per hour of work. None where the chip does not state the price.
std::optional<ProductCost> owned_cost(const proto::Result& result);
std::optional<ProductCost> rented_cost(const proto::Result& result);

}  // namespace tessera
