#include "sim/app/sweep/space/draw.h"

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/sobol.hpp>
#include <boost/random/uniform_01.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <numeric>
#include <utility>

namespace tessera::sweep {
namespace {

using Engine = boost::random::mt19937_64;

std::vector<double> random(const Sampler& sampler, std::size_t dimensions) {
  Engine engine(static_cast<std::uint64_t>(sampler.seed));
  boost::random::uniform_01<double> share;
  std::vector<double> shares(static_cast<std::size_t>(sampler.points) * dimensions);
  for (double& one : shares) one = share(engine);
  return shares;
}

std::vector<double> latin_hypercube(const Sampler& sampler, std::size_t dimensions) {
  Engine engine(static_cast<std::uint64_t>(sampler.seed));
  boost::random::uniform_01<double> share;
  const auto points = static_cast<std::size_t>(sampler.points);
  std::vector<double> shares(points * dimensions);
  std::vector<std::size_t> parts(points);
  for (std::size_t d = 0; d < dimensions; ++d) {
    std::iota(parts.begin(), parts.end(), 0);
    for (std::size_t i = points; i > 1; --i) {
      boost::random::uniform_int_distribution<std::size_t> any(0, i - 1);
      std::swap(parts[i - 1], parts[any(engine)]);
    }
    for (std::size_t i = 0; i < points; ++i)
      shares[i * dimensions + d] =
          (static_cast<double>(parts[i]) + share(engine)) / static_cast<double>(points);
  }
  return shares;
}

std::vector<double> sobol(const Sampler& sampler, std::size_t dimensions) {
  boost::random::sobol engine(dimensions);
  // The library leaves out the first point itself.
  engine.discard(static_cast<std::uint64_t>(sampler.seed) * dimensions);
  std::vector<double> shares(static_cast<std::size_t>(sampler.points) * dimensions);
  const double range = static_cast<double>(boost::random::sobol::max()) + 1;
  for (double& one : shares) one = static_cast<double>(engine()) / range;
  return shares;
}

}  // namespace

std::vector<double> draw(const Sampler& sampler, std::size_t dimensions) {
  switch (sampler.kind) {
    case SamplerKind::kRandom:
      return random(sampler, dimensions);
    case SamplerKind::kLatinHypercube:
      return latin_hypercube(sampler, dimensions);
    case SamplerKind::kSobol:
      return sobol(sampler, dimensions);
    case SamplerKind::kGrid:
      break;
  }
  return {};
}

}  // namespace tessera::sweep
