// The instructions of a thread block, one function each.
//
// Buffers are filled and emptied under counting tokens as in every kernel: `data` tokens say bytes
// are there, `space` tokens say a slot is free. Buffers and tokens belong to each resident block.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "isa/program.h"

namespace tessera::grid {

using Tokens = TokenUses;

// `rows` rows of `row_bytes`.
struct Block2d {
  std::int64_t rows = 1;
  Bytes row_bytes;
};

// One piece of `bytes` made of rows of about `contiguous` bytes, or one row where they do not
// divide.
Block2d rows_of(Bytes bytes, Bytes contiguous);

Instruction load(int tensor, int buffer, Block2d block, double hit, Tokens waits, Tokens signals);
// The same load delivered to `cores` cores, one of which runs this block; each of their blocks
// carries it, so that together they load it once.
Instruction shared_load(int tensor, int buffer, Block2d block, double hit, std::int64_t cores,
                        Tokens waits, Tokens signals);
Instruction store(int tensor, int buffer, Block2d block, double hit, Tokens waits, Tokens signals);
Instruction vector_operation(const VectorWork& work, DataType type, BufferList reads, int write,
                             Tokens waits, Tokens signals);

// Adds `body` to `to`, `count` times; nothing if count is 0.
void append_repeated(std::vector<Instruction>& to, std::int64_t count,
                     std::vector<Instruction> body);

VectorWork scaled(const VectorWork& work, double factor);
VectorWork sum_of(const VectorWork& a, const VectorWork& b);

// A buffer or token is named once; its index is what instructions carry.
int add_buffer(Kernel& kernel, std::string name, Bytes bytes, std::int64_t slots);
int add_token(Kernel& kernel, std::string name, Token::Kind kind, std::int64_t initial);

// Of all slots of all buffers of one block.
Bytes local_bytes(const Kernel& kernel);

}  // namespace tessera::grid
