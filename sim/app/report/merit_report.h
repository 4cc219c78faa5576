// Figures of merit as a line of the text report and as keys of the JSON document.
#pragma once

#include <string>

#include "sim/app/report/json_writer.h"
#include "sim/app/simulate/result.pb.h"

namespace tessera {

// "180 W of 700 W   1.25 J/token (91 % of it from assumed numbers)   USD per million tokens: 1.54
// owned (98 %), 16.5 rented (100 %)"; empty for a run without energy.
std::string merit_line(const proto::Result& result);

// " (72.0 per chip, 18.0 per user)" behind tokens per second, where these differ from it.
std::string per_chip_and_user(const proto::Result& result);

void add_merit(const proto::Result& result, JsonWriter& json);

}  // namespace tessera
