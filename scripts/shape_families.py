"""Families of shapes of each class of operators: rows that ask the same of a model."""


def number(row, name):
    return float(row.get(name) or 0)


def sized(column, edges, unit, written=str):
    """Families of one class by the size of one column."""
    def family(row):
        value = number(row, column)
        for least, edge in zip((0, *edges), edges):
            if value <= edge:
                above = f"above {written(least)}, " if least else ""
                return f"{unit}: {above}at most {written(edge)}"
        return f"{unit}: above {written(edges[-1])}"
    return family


def of_gemm(row):
    if min(number(row, "N"), number(row, "K")) <= 128:
        return "N or K at most 128"
    return sized("M", (16, 256, 4096), "M")(row)


def of_prefill(row):
    if number(row, "kv_len") > number(row, "seq"):
        return "cached prefix"
    return sized("seq", (512, 4096), "tokens")(row)


def of_window(row):
    window = max(number(row, "conv_r"), number(row, "conv_s"))
    return {1: "window 1", 3: "window 3"}.get(int(window), "other windows")


# By class: what `--op` calls it, and to which family a row belongs.
FAMILIES = {
    "GEMM 16 bit": ("gemm_16bit", of_gemm),
    "GEMM 8 and 4 bit": ("gemm_8bit", of_gemm),
    "GEMM fp32": ("gemm_fp32", of_gemm),
    "attention prefill": ("attention_prefill", of_prefill),
    "attention decode": ("attention_decode", sized("kv_len", (1024, 8192), "cached tokens")),
    "MLA prefill": ("mla_prefill", of_prefill),
    "MLA decode": ("mla_decode", sized("kv_len", (1024, 8192), "cached tokens")),
    "mixture of experts": ("moe", sized("M", (16, 512, 4096), "tokens")),
    "element-wise": ("elementwise", sized("M", (16, 512, 4096), "rows")),
    "convolution": ("convolution", of_window),
    "collectives": ("collectives", sized("bytes", (64 << 10, 4 << 20), "size",
                                                   lambda size: f"{size >> 10} KiB")),
    "LLM time per token": ("tpot", sized("concurrency", (8, 64), "concurrency")),
}
