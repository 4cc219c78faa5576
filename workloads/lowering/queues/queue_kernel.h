// Writing a queue kernel: buffers handed from engine to engine under tokens, and the instructions
// that fill, use and empty them.
#pragma once

#include <string>
#include <vector>

#include "isa/program.h"
#include "workloads/lowering/fused_operator.h"

namespace tessera::queues {

using Body = std::vector<Instruction>;

// `rows` rows of `row_bytes`, contiguous each.
struct Rows {
  std::int64_t rows = 1;
  Bytes row_bytes;
  Bytes bytes() const { return row_bytes * rows; }
};

// A local buffer with its two tokens: who fills it takes `space` and gives `data`, who empties it
// takes `data` and gives `space`.
struct Channel {
  int buffer = -1;
  int data = -1;
  int space = -1;
  bool exists() const { return buffer >= 0; }
};

class QueueKernel {
 public:
  QueueKernel(const FusedOperator& fused, const std::string& suffix = "");

  // `parts`: how many instructions fill one slot.
  Channel channel(const std::string& name, Bytes bytes, int slots, std::int64_t parts = 1);
  // Filled once and kept to the end of the kernel: nobody waits for space.
  Channel kept(const std::string& name, Bytes bytes);
  Kernel finish(std::vector<Stream> streams);

 private:
  int token(const std::string& name, Token::Kind kind, std::int64_t initial);
  Kernel kernel_;
};

// Adds `body` to `to`, `count` times as one repeat.
void repeat(Body& to, std::int64_t count, Body body);

inline constexpr std::size_t kUsualBody = 8;  // instructions

// The same of what `write` adds to the body that it is given; where it runs once, straight to `to`.
template <class Write>
void repeated(Body& to, std::int64_t count, Write write) {
  if (count == 1) return write(to);
  Body body;
  body.reserve(kUsualBody);
  write(body);
  repeat(to, count, std::move(body));
}

// Loads `rows` of `operand`, one of `sharing` cores that get the same bytes. Waits for space, gives
// one data token.
Instruction load(const Operand& operand, const Channel& into, const Rows& rows,
                 std::int64_t sharing = 1);
// What an operator before this kernel left in local memory needs no transfer: a mark on the load
// queue, behind the barrier, that gives the data token.
Instruction found(const Channel& in);
Instruction store(const Operand& operand, const Channel& from, const Rows& rows);
Instruction barrier(Engine engine = Engine::kLoad);

void wait(Instruction& instruction, int token, std::int64_t count = 1);
void signal(Instruction& instruction, int token, std::int64_t count = 1);

// An operand of vector work: `take` its data token (false: taken before and kept).
struct LaneInput {
  Channel channel;
  bool take = true;
};
// Vector work from `inputs` to `outputs`, an instruction per output: the first takes the inputs,
// the last frees them. An output kept in local memory has no tokens.
void append_lanes(Body& body, const VectorWork& work, const std::vector<LaneInput>& inputs,
                  const std::vector<Channel>& outputs);

VectorWork operator*(const VectorWork& work, double factor);

}  // namespace tessera::queues
