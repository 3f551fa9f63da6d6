package dev.drawbridge.it;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Two engines of {@code javax.net.ssl} and a program that calls them in any order with any buffers. */
class EngineFuzz {
    /** Two contexts' engines, their handshake with real cryptography, and buffers for each step. */
    private static final long MAX_ALLOCATION = 64 << 20;

    /** The setting, then the calls. */
    @FuzzTest
    void calls(byte[] input) {
        Allocation.within(MAX_ALLOCATION, () -> new EngineScript(new Choices(input)).play());
    }
}
