#include "isa/assembly.h"
#include "isa/assembly/cursor.h"
#include "isa/assembly/instruction_parser.h"

namespace tessera {
namespace {

// Deeper nesting is a mistake of the text, not a program.
constexpr int kDeepest = 64;

class Parser {
 public:
  Parser(std::string_view text, const std::string& file) : cursor_(text, file) {}

  Program run() {
    statements([&] { return parse_top(); });
    if (cursor_.at_sign("}")) cursor_.mistake(cursor_.here(), "this '}' closes nothing");
    if (!cursor_.mistakes().empty()) {
      throw InputError(ExitCode::kBadInput, std::move(cursor_.mistakes()));
    }
    return std::move(program_);
  }

 private:
  // One statement after the other up to '}' or the end; after a mistake goes on with the next line.
  // `parse` returns a word for what it expected, or nothing.
  template <class Parse>
  void statements(Parse parse) {
    for (cursor_.skip_line_ends(); !cursor_.at_end() && !cursor_.at_sign("}");
         cursor_.skip_line_ends()) {
      try {
        parse();
        if (cursor_.here().kind != Lexeme::Kind::kLineEnd && !cursor_.at_sign("}") &&
            !cursor_.at_end()) {
          cursor_.wrong("the end of the line");
        }
      } catch (const Cursor::Wrong&) {
        cursor_.skip_statement();
        // What opens here was not understood; what is in it would only repeat that.
        if (cursor_.at_sign("{")) skip_block();
      }
    }
  }

  void skip_block() {
    int depth = 0;
    do {
      if (cursor_.at_sign("{")) ++depth;
      if (cursor_.at_sign("}")) --depth;
      cursor_.next();
    } while (depth > 0 && !cursor_.at_end());
  }

  // header { statements }; the block is read even if the header has a mistake.
  template <class Header, class Parse>
  void block(Header header, Parse parse) {
    const Lexeme start = cursor_.here();
    try {
      header();
      if (!cursor_.at_sign("{")) cursor_.wrong("'{'");
    } catch (const Cursor::Wrong&) {
      cursor_.skip_statement();
      if (!cursor_.at_sign("{")) return;
    }
    cursor_.next();
    if (++depth_ > kDeepest) {
      cursor_.mistake(start, "nested deeper than " + std::to_string(kDeepest) + " blocks");
      throw InputError(ExitCode::kBadInput, std::move(cursor_.mistakes()));
    }
    statements(parse);
    --depth_;
    if (!cursor_.take_sign("}")) cursor_.mistake(start, "the block that opens here has no '}'");
  }

  void parse_top() {
    if (cursor_.take_word("program")) {
      program_.name = cursor_.expect_name("the program");
    } else if (cursor_.take_word("tensor")) {
      parse_tensor();
    } else if (cursor_.take_word("operator")) {
      parse_operator();
    } else if (cursor_.take_word("section")) {
      parse_section();
    } else {
      cursor_.wrong("program, tensor, operator or section");
    }
  }

  void parse_tensor() {
    Tensor tensor;
    tensor.name = cursor_.expect_name("a tensor");
    tensor.bytes = parse_bytes(cursor_);
    if (cursor_.here().kind == Lexeme::Kind::kWord && !cursor_.at_word("own_slice") &&
        !cursor_.at_word("over")) {
      tensor.role = static_cast<TensorRole>(cursor_.expect_one_of(role_words()));
    }
    if (cursor_.take_word("own_slice")) tensor.placement = Placement::kOwnSlice;
    if (cursor_.take_word("over")) {
      tensor.chips = cursor_.expect_number<std::int64_t>("the number of chips", 1);
      cursor_.expect_word("chips");
    }
    program_.tensors.push_back(std::move(tensor));
  }

  std::int64_t parse_repeat_of() {
    return cursor_.take_word("repeat")
               ? cursor_.expect_number<std::int64_t>("the number of repeats", 1)
               : 1;
  }

  void parse_operator() {
    OperatorRecord op;
    op.name = cursor_.expect_name("an operator");
    op.kind = expect_kind();
    op.repeat = parse_repeat_of();
    if (cursor_.take_word("matrix_flops")) {
      op.matrix_flops = cursor_.expect_number<double>("matrix_flops", 0.0);
      const auto type = data_type_named(cursor_.here().text);
      if (!type) cursor_.wrong("the data type of the multiplications");
      op.matrix_type = *type;
      cursor_.next();
    }
    if (cursor_.take_word("vector_operations")) {
      op.vector_operations = cursor_.expect_number<double>("vector_operations", 0.0);
    }
    program_.operators.push_back(std::move(op));
  }

  // The kind of an operator may be one of our words: matmul.
  std::string expect_kind() {
    if (cursor_.here().kind != Lexeme::Kind::kWord) cursor_.wrong("the kind of the operator");
    std::string kind = cursor_.here().text;
    cursor_.next();
    return kind;
  }

  void parse_section() {
    Section section;
    block(
        [&] {
          section.name = cursor_.expect_name("a section");
          section.repeat = parse_repeat_of();
        },
        [&] {
          const Lexeme at = cursor_.here();
          cursor_.expect_word("kernel");
          parse_kernel(at, section.kernels.emplace_back());
        });
    program_.sections.push_back(std::move(section));
  }

  void parse_kernel(const Lexeme& at, Kernel& kernel) {
    kernel.line = at.line;
    kernel.column = at.column;
    kernel_ = &kernel;
    block(
        [&] {
          kernel.name = cursor_.expect_name("a kernel");
          if (cursor_.take_word("for")) {
            kernel.op = parse_reference(cursor_, program_.operators, "an operator");
          }
        },
        [&] { parse_in_kernel(kernel); });
  }

  void parse_in_kernel(Kernel& kernel) {
    const Lexeme at = cursor_.here();
    if (cursor_.take_word("buffer")) {
      LocalBuffer buffer;
      buffer.name = cursor_.expect_name("a buffer");
      buffer.bytes = parse_bytes(cursor_);
      if (cursor_.take_word("slots")) buffer.slots = cursor_.expect_number<int>("slots", 1);
      kernel.buffers.push_back(std::move(buffer));
    } else if (cursor_.take_word("token")) {
      Token token;
      token.name = cursor_.expect_name("a token");
      token.kind = static_cast<Token::Kind>(cursor_.expect_one_of(token_words()));
      if (cursor_.take_word("initial")) token.initial = cursor_.expect_number<int>("initial", 0);
      kernel.tokens.push_back(std::move(token));
    } else if (cursor_.take_word("cores")) {
      parse_stream(kernel, at);
    } else if (cursor_.take_word("grid")) {
      parse_grid(kernel, at);
    } else {
      cursor_.wrong("buffer, token, cores or grid");
    }
  }

  void parse_stream(Kernel& kernel, const Lexeme& at) {
    Stream stream;
    block([&] { stream.cores = parse_cores(); }, [&] { parse_statement(stream.body); });
    if (auto* streams = std::get_if<std::vector<Stream>>(&kernel.work)) {
      streams->push_back(std::move(stream));
    } else {
      cursor_.mistake(at, "a kernel has either a grid or streams of cores, not both");
    }
  }

  // "0..3, 8"
  std::vector<int> parse_cores() {
    std::vector<int> cores;
    if (cursor_.at_sign("{")) return cores;
    do {
      const Lexeme at = cursor_.here();
      const int first = cursor_.expect_number<int>("a core", 0);
      const int last = cursor_.take_sign("..") ? cursor_.expect_number<int>("a core", 0) : first;
      if (last < first || last - first > kMostCores || (!cores.empty() && first <= cores.back())) {
        cursor_.mistake(at, "cores are listed in ascending order");
        throw Cursor::Wrong{};
      }
      for (int core = first; core <= last; ++core) cores.push_back(core);
    } while (cursor_.take_sign(","));
    return cores;
  }

  void parse_grid(Kernel& kernel, const Lexeme& at) {
    Grid grid;
    block(
        [&] {
          if (cursor_.take_word("resident")) {
            grid.resident_per_core = cursor_.expect_number<int>("resident", 1);
          }
          if (cursor_.take_word("rounds")) {
            grid.rounds = cursor_.expect_number<std::int64_t>("rounds", 1);
          }
          if (cursor_.take_word("launch"))
            grid.launch_clocks = cursor_.expect_number<std::int64_t>("launch", 0);
          if (cursor_.take_word("start"))
            grid.start_clocks = cursor_.expect_number<std::int64_t>("start", 0);
        },
        [&] {
          cursor_.expect_word("blocks");
          BlockGroup group;
          block([&] { group.count = cursor_.expect_number<std::int64_t>("blocks", 1); },
                [&] { parse_statement(group.body); });
          grid.groups.push_back(std::move(group));
        });
    const auto* streams = std::get_if<std::vector<Stream>>(&kernel.work);
    if (streams == nullptr || !streams->empty()) {
      cursor_.mistake(at, "a kernel has either one grid or streams of cores, not both");
      return;
    }
    kernel.work = std::move(grid);
  }

  void parse_statement(std::vector<Instruction>& body) {
    const Lexeme at = cursor_.here();
    if (!cursor_.take_word("repeat")) {
      body.push_back(parse_instruction(cursor_, program_, *kernel_));
      return;
    }
    Repeat repeat;
    block([&] { repeat.count = cursor_.expect_number<std::int64_t>("the number of repeats", 1); },
          [&] { parse_statement(repeat.body); });
    body.push_back({std::move(repeat), {}, {}, at.line, at.column});
  }

  static constexpr int kMostCores = 1'000'000;

  Cursor cursor_;
  Program program_;
  const Kernel* kernel_ = nullptr;
  int depth_ = 0;
};

}  // namespace

Program parse_assembly(std::string_view text, const std::string& file) {
  return Parser(text, file).run();
}

}  // namespace tessera
