// The cache of an engine in blocks: who holds them, and which of them others can take over.
#pragma once

#include <cstdint>
#include <list>
#include <unordered_map>

namespace tessera::serving {

// What one request holds: blocks of up to two chains in common with others, and some of its own.
struct HeldBlocks {
  std::int64_t group = -1, session = -1;  // keys of the chains; -1: none
  std::int64_t of_group = 0, of_session = 0, own = 0;
  std::int64_t all() const { return of_group + of_session + own; }
};

// A prefix that requests may have in common is a chain of blocks; a group's comes before a
// session's. Chains that nobody holds stay until their blocks are needed: of the one left longest
// ago the last block goes first.
class KvBlocks {
 public:
  KvBlocks(std::int64_t blocks, std::int64_t block_tokens, bool keeps_prefixes);

  std::int64_t block_tokens() const { return block_tokens_; }
  std::int64_t capacity() const { return capacity_; }
  std::int64_t in_use() const { return in_use_; }  // held by requests
  std::int64_t obtainable() const { return capacity_ - in_use_; }
  std::int64_t blocks_of(std::int64_t tokens) const;

  // Tokens at the front of a sequence of `tokens` that are in chains; `group_tokens` of them are
  // its group's. The last token is always computed.
  std::int64_t cached(std::int64_t group, std::int64_t group_tokens, std::int64_t session,
                      std::int64_t tokens) const;
  // Blocks of these chains that nobody holds yet: taken over, they are no longer obtainable.
  std::int64_t idle_in(std::int64_t group, std::int64_t session) const;

  // Takes over what `cached` counts.
  HeldBlocks take_over(std::int64_t group, std::int64_t group_tokens, std::int64_t session,
                       std::int64_t tokens);
  // Blocks for `tokens` in all; false, and nothing taken, where there are too few.
  bool grow(HeldBlocks& held, std::int64_t tokens);
  // All of it; full blocks of `computed` tokens stay in the chains of the request.
  void give_up(HeldBlocks& held, std::int64_t group_tokens, std::int64_t computed);
  // A group's blocks as soon as they are computed.
  void share_group(HeldBlocks& held, std::int64_t group_tokens, std::int64_t computed);
  void forget_all();  // nobody holds anything: what was kept is lost

 private:
  struct Chain {
    std::int64_t blocks = 0, holders = 0;
    std::list<std::int64_t>::iterator place;  // in left_, while nobody holds it
  };
  Chain* chain(std::int64_t key);
  const Chain* chain(std::int64_t key) const;
  void hold(std::int64_t key, std::int64_t blocks);
  void leave(std::int64_t key);
  void publish(std::int64_t key, std::int64_t& held, std::int64_t blocks, std::int64_t& own);
  void make_room(std::int64_t blocks);

  std::int64_t capacity_, block_tokens_;
  bool keeps_;
  std::int64_t in_use_ = 0;
  std::int64_t idle_ = 0;  // in chains that nobody holds
  std::unordered_map<std::int64_t, Chain> chains_;
  std::list<std::int64_t> left_;  // chains that nobody holds, longest ago first
};

}  // namespace tessera::serving
