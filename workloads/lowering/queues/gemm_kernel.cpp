// Writes a planned product as one stream per piece: what comes before the barrier, panels, tiles,
// products, epilogue, stores.
#include <algorithm>
#include <map>
#include <tuple>

#include "workloads/lowering/queues/gemm.h"

namespace tessera::queues {
namespace {

// Tiles of B that are loaded before the loops.
struct EarlyTiles {
  std::int64_t n = 0, k = 0;
};

class Writer {
 public:
  Writer(const FusedOperator& fused, const GemmPlan& plan, std::int64_t multicast)
      : operands_(fused),
        fused_(fused),
        cut_(plan.partition),
        tile_(plan.tile),
        kernel_(fused),
        multicast_(multicast) {}

  Kernel write() {
    std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, std::vector<int>> pieces;
    const GemmShape& shape = operands_.shape();
    const auto lengths = [](const std::vector<Piece>& all) {
      std::vector<std::int64_t> sizes;
      for (const Piece& piece : all)
        sizes.insert(sizes.end(), static_cast<std::size_t>(piece.count), piece.size);
      return sizes;
    };
    const auto batches = lengths(split(shape.batch, cut_.batch, 1));
    const auto rows = lengths(split(shape.m, cut_.m, cut_.granule_m));
    const auto columns = lengths(split(shape.n, cut_.n, cut_.granule_n));
    sharing_a_ = std::min(multicast_, static_cast<std::int64_t>(columns.size()));
    sharing_b_ = std::min(multicast_, static_cast<std::int64_t>(rows.size()));
    declare(batches[0], rows[0], columns[0]);
    int core = 0;
    for (const std::int64_t batch : batches)
      for (const std::int64_t m : rows)
        for (const std::int64_t n : columns) pieces[{-batch, -m, -n}].push_back(core++);
    std::vector<Stream> streams;
    for (const auto& [size, cores] : pieces)
      streams.push_back(
          {cores, stream(-std::get<0>(size), -std::get<1>(size), -std::get<2>(size))});
    return kernel_.finish(std::move(streams));
  }

 private:
  void declare(std::int64_t batch, std::int64_t m, std::int64_t n) {
    const GemmBuffers buffers = buffers_of(operands_, tile_, batch, m, n);
    a_ = operands_.a_found() ? kernel_.kept("a", std::max(fused_.reads[0].bytes, buffers.a))
                             : kernel_.channel("a", buffers.a, buffers.slots_a);
    b_ = kernel_.channel("b", buffers.b, buffers.slots_b);
    if (!operands_.has_epilogue())
      for (const Operand& write : fused_.writes) direct_stores_ += write.tensor >= 0 ? 1 : 0;
    sums_users_ = operands_.has_epilogue() ? 1 : direct_stores_;
    if (buffers.slots_sums > 0)
      sums_ = kernel_.channel("sums", buffers.sums, buffers.slots_sums, sums_users_);
    for (std::size_t i = 0; i < operands_.tiled().size(); ++i) {
      const Operand& read = *operands_.tiled()[i];
      const std::string name = "part_" + std::to_string(i);
      tiled_.push_back(read.tensor < 0 ? kernel_.kept(name, read.bytes)
                                       : kernel_.channel(name, buffers.tiled[i], 2));
    }
    for (std::size_t i = 0; i < operands_.whole().size(); ++i)
      whole_.push_back(kernel_.kept("whole_" + std::to_string(i), buffers.whole[i]));
    std::size_t stored = 0;
    for (std::size_t i = 0; i < fused_.writes.size(); ++i) {
      const std::string name = "out_" + std::to_string(i);
      if (fused_.writes[i].tensor < 0) {
        outputs_.push_back(kernel_.kept(name, fused_.writes[i].bytes));
      } else if (operands_.has_epilogue()) {
        outputs_.push_back(kernel_.channel(name, buffers.outputs[stored++], 2));
      } else {
        outputs_.push_back(sums_);
      }
    }
  }

  // The order of everything: what may come before the barrier, then panels and tiles.
  Body stream(std::int64_t batch, std::int64_t m, std::int64_t n) {
    m_ = m;
    n_ = n;
    slices_ = slices_of(operands_, tile_, m, n);
    Body body;
    body.reserve(kUsualBody);
    const bool early = operands_.b_is_weight() && fused_.prefetch;
    const bool held_back = !fused_.first_of_program && !only_products_wait();
    if (!early && held_back) body.push_back(barrier());
    load_whole(body, true);
    load_first_b(body, batch);
    if (early && held_back) body.push_back(barrier());
    load_whole(body, false);
    if (!fused_.first_of_program && !held_back) body.push_back(barrier(Engine::kMatrix));
    if (operands_.a_found()) body.push_back(found(a_));
    for (std::size_t i = 0; i < tiled_.size(); ++i)
      if (operands_.tiled()[i]->tensor < 0) body.push_back(found(tiled_[i]));
    for (const Step& step : steps(batch, tile_.batch)) {
      batch_ = step;
      repeated(body, step.count, [&](Body& products) {
        if (tile_.held == Held::kA)
          load_panel(products, a_panel(steps(m_, tile_.m)[0].size), a_, 0);
        if (tile_.held == Held::kB && !step.first)
          load_panel(products, b_panel(steps(n_, tile_.n)[0].size), b_, 1);
        outer(products);
      });
    }
    // The loads of the next kernel wait here, so that two kernels at most share local memory.
    if (!fused_.first_of_program && !held_back) body.push_back(barrier());
    return body;
  }

  // Everything that earlier kernels made lies in local memory: weights need not wait for it, only
  // products do.
  bool only_products_wait() const {
    if (!operands_.b_is_weight() || !fused_.prefetch) return false;
    for (const Operand& read : fused_.reads)
      if (read.role != TensorRole::kWeight && read.tensor >= 0) return false;
    return true;
  }

  void load_whole(Body& body, bool weights) {
    for (std::size_t i = 0; i < whole_.size(); ++i) {
      const Operand& read = *operands_.whole()[i];
      if ((read.role == TensorRole::kWeight) != weights) continue;
      body.push_back(read.tensor < 0 ? found(whole_[i])
                                     : queues::load(read, whole_[i], {1, read.bytes}));
    }
  }

  // Before the barrier: the first panel of B, or its first two tiles.
  void load_first_b(Body& body, std::int64_t batch) {
    batch_ = steps(batch, tile_.batch)[0];
    const Steps columns = steps(n_, tile_.n);
    if (tile_.held == Held::kB) {
      load_panel(body, b_panel(columns[0].size), b_, 1);
      return;
    }
    const Steps depth = steps(operands_.shape().k, tile_.k);
    load_b(body, columns[0].size, depth[0].size);
    early_ = {1, 1};
    if (depth[0].next > 0) {
      load_b(body, columns[0].size, depth[0].next);
      early_.k = 2;
    } else if (columns[0].next > 0) {
      load_b(body, columns[0].next, depth[0].size);
      early_.n = 2;
    }
  }

  Rows a_panel(std::int64_t rows) const {
    return operands_.a(batch_.size, rows, operands_.shape().k);
  }
  Rows b_panel(std::int64_t columns) const {
    return operands_.b(batch_.size, columns, operands_.shape().k);
  }

  // A whole panel by one transfer: it gives the tokens of all its slices.
  void load_panel(Body& body, const Rows& panel, const Channel& channel, std::size_t read) {
    Instruction instruction =
        queues::load(fused_.reads[read], channel, panel, read == 0 ? sharing_a_ : sharing_b_);
    instruction.signals[0].count = static_cast<int>(slices_.count);
    body.push_back(std::move(instruction));
  }

  // A part of the next panel, `next` rows or columns of it, beside one tile of the other operand.
  // The first slice takes the panel's slot.
  void load_slice(Body& body, std::int64_t next, bool first, bool last) {
    if (next == 0) return;
    const bool is_a = tile_.held == Held::kA;
    const std::int64_t all = is_a ? next : operands_.shape().k;
    const std::int64_t each = all / slices_.count;
    const bool at_once = slices_.count == 1 || each == 0;
    if (at_once && !last) return;
    const std::int64_t rows = at_once ? all : last ? all - each * (slices_.count - 1) : each;
    const Rows part = is_a ? operands_.a(batch_.size, rows, operands_.shape().k)
                           : operands_.b(batch_.size, next, rows);
    Instruction instruction = queues::load(fused_.reads[is_a ? 0 : 1], is_a ? a_ : b_, part,
                                           is_a ? sharing_a_ : sharing_b_);
    if (at_once) instruction.signals[0].count = static_cast<int>(slices_.count);
    if (!at_once && !first) instruction.waits.clear();
    body.push_back(std::move(instruction));
  }

  void load_b(Body& body, std::int64_t n, std::int64_t k) {
    body.push_back(queues::load(fused_.reads[1], b_, operands_.b(batch_.size, n, k), sharing_b_));
  }

  // Rows outside, columns inside, unless B is held.
  void outer(Body& body) {
    const bool columns_outside = tile_.held == Held::kB;
    const Steps all_inside = columns_outside ? steps(m_, tile_.m) : steps(n_, tile_.n, 2);
    for (const Step& outside : columns_outside ? steps(n_, tile_.n) : steps(m_, tile_.m)) {
      repeated(body, outside.count, [&](Body& tiles) {
        for (const Step& inside : all_inside) {
          repeated(tiles, inside.count, [&](Body& one) {
            output_tile(one, columns_outside ? inside : outside, columns_outside ? outside : inside,
                        outside, inside);
          });
        }
      });
    }
  }

  void output_tile(Body& body, const Step& m, const Step& n, const Step& outside,
                   const Step& inside) {
    const bool first = batch_.first && m.first && n.first;
    for (const Step& k : steps(operands_.shape().k, tile_.k, 2)) {
      repeated(body, k.count, [&](Body& one) {
        const bool load_a = tile_.held != Held::kA && !operands_.a_found();
        if (load_a) {
          one.push_back(queues::load(fused_.reads[0], a_, operands_.a(batch_.size, m.size, k.size),
                                     sharing_a_));
        }
        const bool early = batch_.first && m.first && n.index < early_.n && k.index < early_.k;
        if (tile_.held != Held::kB && !early) load_b(one, n.size, k.size);
        if (tile_.held != Held::kNeither && (slices_.every_step || k.last)) {
          const bool first_slice = inside.first && (k.first || !slices_.every_step);
          load_slice(one, outside.next, first_slice, inside.last && k.last);
        }
        products(one, m, n, k, inside, first);
      });
    }
    epilogue(body, m.size, n.size, first);
    stores(body, m.size, n.size);
  }

  // One product per member of the batch tile; the first takes the tokens, the last gives them.
  void products(Body& body, const Step& m, const Step& n, const Step& k, const Step& inside,
                bool first) {
    for (const Step& item : steps(batch_.size, 1)) {
      Matmul matmul{m.size, n.size, k.size, m.size * n.size * k.size, operands_.type()};
      matmul.a = a_.buffer;
      matmul.b = b_.buffer;
      matmul.c = sums_.exists() ? sums_.buffer : outputs_[0].buffer;
      Instruction instruction{matmul, {}, {}};
      if (item.first) {
        if (k.first && sums_.exists()) wait(instruction, sums_.space, sums_users_);
        take(instruction, Held::kA, a_, first && k.first, k.first && inside.first);
        take(instruction, Held::kB, b_, first && k.first, k.first && inside.first);
      }
      if (item.last) {
        give(instruction, Held::kA, a_, k.last && inside.last);
        give(instruction, Held::kB, b_, k.last && inside.last);
        if (k.last && sums_.exists()) signal(instruction, sums_.data, sums_users_);
      }
      repeated(body, item.count, [&](Body& one) { one.push_back(std::move(instruction)); });
    }
  }

  void take(Instruction& instruction, Held held, const Channel& channel, bool very_first,
            bool panel_first) {
    if (channel.space < 0) {  // found in local memory
      if (very_first) wait(instruction, channel.data);
    } else if (tile_.held != held) {
      wait(instruction, channel.data);
    } else if (panel_first) {
      wait(instruction, channel.data, slices_.count);
    }
  }

  void give(Instruction& instruction, Held held, const Channel& channel, bool panel_last) {
    if (tile_.held != held) {
      signal(instruction, channel.space);
    } else if (panel_last) {
      signal(instruction, channel.space);
    }
  }

  void epilogue(Body& body, std::int64_t m, std::int64_t n, bool first) {
    if (!operands_.has_epilogue()) return;
    const GemmShape& shape = operands_.shape();
    std::vector<LaneInput> inputs{{sums_, true}};
    for (std::size_t i = 0; i < tiled_.size(); ++i) {
      const Operand& read = *operands_.tiled()[i];
      if (read.tensor >= 0)
        body.push_back(queues::load(read, tiled_[i], operands_.part(read, batch_.size, m, n)));
      inputs.push_back({tiled_[i], read.tensor >= 0 || first});
    }
    for (const Channel& whole : whole_) inputs.push_back({whole, first});
    const double share = static_cast<double>(batch_.size * m * n) /
                         static_cast<double>(shape.batch * shape.m * shape.n);
    append_lanes(body, fused_.vector * share, inputs, outputs_);
  }

  void stores(Body& body, std::int64_t m, std::int64_t n) {
    for (std::size_t i = 0; i < fused_.writes.size(); ++i) {
      const Operand& write = fused_.writes[i];
      if (write.tensor >= 0)
        body.push_back(store(write, outputs_[i], operands_.part(write, batch_.size, m, n)));
    }
  }

  GemmOperands operands_;
  const FusedOperator& fused_;
  const GemmPartition& cut_;
  const GemmTile& tile_;
  QueueKernel kernel_;
  std::int64_t multicast_;
  Channel a_, b_, sums_;
  std::vector<Channel> tiled_, whole_, outputs_;
  std::int64_t sharing_a_ = 1, sharing_b_ = 1;
  std::int64_t m_ = 0, n_ = 0;
  int direct_stores_ = 0, sums_users_ = 1;
  EarlyTiles early_;
  Slices slices_;
  Step batch_;
};

}  // namespace

Kernel gemm_kernel(const FusedOperator& fused, const GemmPlan& plan, const ChipSpec& chip) {
  return Writer(fused, plan, chip.network.multicast_cores).write();
}

}  // namespace tessera::queues
