// --seq and --kv as they are typed: one number, or a list for a batch of unequal lengths.
#pragma once

#include <string>

#include "sim/app/simulate/request.pb.h"

namespace tessera {

// "512" is a number for all sequences, "128,512x3" are four sequences. Two lists are taken sequence
// by sequence, a number beside a list is of all of them. Either may be empty: not given. --batch
// must have been put into `request` before: a list says the batch, so that it must be equal. Throws
// InputError(kUsage).
void set_lengths(const std::string& seq, const std::string& kv, proto::Request& request);

}  // namespace tessera
