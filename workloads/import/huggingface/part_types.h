// Types of the weights of a model's parts: what its config says of their modules, and what its
// files hold.
#pragma once

#include "workloads/import/huggingface/layer_shape.h"
#include "workloads/import/huggingface/quantisation.h"
#include "workloads/import/huggingface/weight_files.h"

namespace tessera {

// `files`: null where there are none. Where they hold a part in another way than the config says,
// they are right, and a note says so.
void give_types(DecoderShape& model, const Quantisation& config, const WeightFiles* files);

}  // namespace tessera
