#include "isa/program.h"

#include <array>
#include <cassert>

namespace tessera {

std::string_view name_of(Engine engine) {
  static constexpr std::array<std::string_view, kEngines> kNames = {"load", "matrix", "vector",
                                                                    "store", "link"};
  return kNames[static_cast<std::size_t>(engine)];
}

std::string_view name_of(TensorRole role) {
  static constexpr std::array<std::string_view, 4> kNames = {"weight", "activation", "kv_cache",
                                                             "state"};
  return kNames[static_cast<std::size_t>(role)];
}

bool Repeat::operator==(const Repeat&) const = default;

Engine engine_of(const Instruction& instruction) {
  struct Visitor {
    Engine operator()(const Transfer& transfer) const {
      return transfer.kind == Transfer::Kind::kStore ? Engine::kStore : Engine::kLoad;
    }
    Engine operator()(const Matmul&) const { return Engine::kMatrix; }
    Engine operator()(const VectorOperation&) const { return Engine::kVector; }
    Engine operator()(const Collective&) const { return Engine::kLink; }
    Engine operator()(const Barrier& barrier) const { return barrier.engine; }
    Engine operator()(const Repeat&) const {
      assert(false && "a repeat is walked by every queue and belongs to none");
      return Engine::kLoad;
    }
  };
  return std::visit(Visitor{}, instruction.operation);
}

}  // namespace tessera
