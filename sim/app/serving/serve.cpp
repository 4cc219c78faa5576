#include "sim/app/serving/serve.h"

#include <algorithm>

#include "sim/app/serving/service.h"

namespace tessera::serving {

Serving serve(const Load& load, const Fleet& fleet, const ServeControl& control) {
  return Service(load, fleet, control).take();
}

}  // namespace tessera::serving
