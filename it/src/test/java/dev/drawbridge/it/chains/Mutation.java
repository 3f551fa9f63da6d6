package dev.drawbridge.it.chains;

import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/** One thing that may be wrong, or merely unusual, about a chain or how it is verified. */
record Mutation(String name, BiConsumer<ChainCase, SplittableRandom> change) {
}
