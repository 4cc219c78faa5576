#include "sim/app/serving/kv_blocks.h"

#include <algorithm>

#include "sim/core/units.h"

namespace tessera::serving {

KvBlocks::KvBlocks(std::int64_t blocks, std::int64_t block_tokens, bool keeps_prefixes)
    : capacity_(blocks), block_tokens_(block_tokens), keeps_(keeps_prefixes) {}

std::int64_t KvBlocks::blocks_of(std::int64_t tokens) const {
  return ceil_divide(tokens, block_tokens_);
}

KvBlocks::Chain* KvBlocks::chain(std::int64_t key) {
  const auto found = chains_.find(key);
  return found == chains_.end() ? nullptr : &found->second;
}

const KvBlocks::Chain* KvBlocks::chain(std::int64_t key) const {
  const auto found = chains_.find(key);
  return found == chains_.end() ? nullptr : &found->second;
}

std::int64_t KvBlocks::cached(std::int64_t group, std::int64_t group_tokens, std::int64_t session,
                              std::int64_t tokens) const {
  if (!keeps_) return 0;
  const std::int64_t most = (tokens - 1) / block_tokens_;
  const std::int64_t front = group_tokens / block_tokens_;
  std::int64_t blocks = 0;
  if (front > 0) {
    const Chain* shared = chain(group);
    blocks = std::min({most, front, shared ? shared->blocks : 0});
    if (blocks < front) return blocks * block_tokens_;
  }
  if (const Chain* own = chain(session)) blocks = std::min(most, front + own->blocks);
  return blocks * block_tokens_;
}

std::int64_t KvBlocks::idle_in(std::int64_t group, std::int64_t session) const {
  std::int64_t idle = 0;
  for (const std::int64_t key : {group, session})
    if (const Chain* one = chain(key); one && one->holders == 0) idle += one->blocks;
  return idle;
}

// Nobody else's: what lies behind the blocks that are taken over is given up.
void KvBlocks::hold(std::int64_t key, std::int64_t blocks) {
  Chain& one = chains_[key];
  if (one.holders++ > 0 || one.blocks == 0) return;
  left_.erase(one.place);
  idle_ -= one.blocks;
  one.blocks = blocks;
  in_use_ += blocks;
}

void KvBlocks::leave(std::int64_t key) {
  Chain& one = chains_[key];
  if (--one.holders > 0) return;
  if (one.blocks == 0) {
    chains_.erase(key);
    return;
  }
  one.place = left_.insert(left_.end(), key);
  idle_ += one.blocks;
  in_use_ -= one.blocks;
}

HeldBlocks KvBlocks::take_over(std::int64_t group, std::int64_t group_tokens, std::int64_t session,
                               std::int64_t tokens) {
  HeldBlocks held;
  if (!keeps_) return held;
  const std::int64_t blocks = cached(group, group_tokens, session, tokens) / block_tokens_;
  const std::int64_t front = group_tokens / block_tokens_;
  held.session = session;
  if (front > 0) {
    held.group = group;
    held.of_group = std::min(blocks, front);
    hold(group, held.of_group);
  }
  held.of_session = blocks - held.of_group;
  hold(session, held.of_session);
  return held;
}

void KvBlocks::make_room(std::int64_t blocks) {
  std::int64_t lacking = in_use_ + idle_ + blocks - capacity_;
  while (lacking > 0) {
    Chain& oldest = chains_[left_.front()];
    const std::int64_t gone = std::min(lacking, oldest.blocks);
    oldest.blocks -= gone;
    idle_ -= gone;
    lacking -= gone;
    if (oldest.blocks > 0) return;
    chains_.erase(left_.front());
    left_.pop_front();
  }
}

bool KvBlocks::grow(HeldBlocks& held, std::int64_t tokens) {
  const std::int64_t more = blocks_of(tokens) - held.all();
  if (more <= 0) return true;
  if (more > obtainable()) return false;
  make_room(more);
  held.own += more;
  in_use_ += more;
  return true;
}

// Blocks of its own become the chain's where the chain has none in their place yet.
void KvBlocks::publish(std::int64_t key, std::int64_t& held, std::int64_t blocks,
                       std::int64_t& own) {
  Chain& one = chains_[key];
  const std::int64_t mine = std::min(own, blocks - held);
  if (mine <= 0) return;
  const std::int64_t fresh = std::clamp<std::int64_t>(blocks - one.blocks, 0, mine);
  in_use_ -= mine - fresh;  // twice the same
  one.blocks += fresh;
  own -= mine;
  held += mine;
}

void KvBlocks::share_group(HeldBlocks& held, std::int64_t group_tokens, std::int64_t computed) {
  if (held.group < 0 || !keeps_) return;
  const std::int64_t front = std::min(group_tokens, computed) / block_tokens_;
  publish(held.group, held.of_group, front, held.own);
}

void KvBlocks::give_up(HeldBlocks& held, std::int64_t group_tokens, std::int64_t computed) {
  if (keeps_) {
    share_group(held, group_tokens, computed);
    const std::int64_t front = held.group < 0 ? 0 : group_tokens / block_tokens_;
    if (held.of_group == front)
      publish(held.session, held.of_session, computed / block_tokens_ - front, held.own);
    // What is used first is left last: it is to be there longer.
    leave(held.session);
    if (held.group >= 0) leave(held.group);
  }
  in_use_ -= held.own;
  held = {};
}

void KvBlocks::forget_all() {
  chains_.clear();
  left_.clear();
  in_use_ = idle_ = 0;
}

}  // namespace tessera::serving
