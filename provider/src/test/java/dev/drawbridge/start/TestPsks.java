package dev.drawbridge.start;

import dev.drawbridge.PskKey;
import dev.drawbridge.config.PskSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pre-shared keys of a test; the first is the client's. */
public final class TestPsks implements PskSource {
    public final Map<ByteBuffer, PskKey> keys = new HashMap<>();
    /** What a client was told, null for nothing. */
    public final List<String> hints = new ArrayList<>();
    /** What a server was asked for. */
    public final List<String> asked = new ArrayList<>();
    public PskKey ofClient;
    private byte[] hint;

    public TestPsks() {
    }

    /** One key for suites with SHA-256, alike for everybody who names it so. */
    public TestPsks(String identity) {
        with(key(identity, identity));
    }

    /** A key that is made of a text. */
    public static PskKey key(String identity, String text) {
        return PskKey.of(identity, secret(text));
    }

    /** Sixteen bytes that are made of a text. */
    public static byte[] secret(String text) {
        return Arrays.copyOf((text + " and so many bytes more").getBytes(StandardCharsets.UTF_8), 16);
    }

    public TestPsks with(PskKey key) {
        ofClient = ofClient == null ? key : ofClient;
        keys.put(ByteBuffer.wrap(key.identity()), key);
        return this;
    }

    public TestPsks hint(String text) {
        hint = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    @Override
    public PskKey ofClient(byte[] told) {
        hints.add(told == null ? null : new String(told, StandardCharsets.UTF_8));
        return ofClient;
    }

    @Override
    public PskKey ofServer(byte[] identity) {
        asked.add(new String(identity, StandardCharsets.UTF_8));
        return keys.get(ByteBuffer.wrap(identity));
    }

    @Override
    public byte[] hint() {
        return hint;
    }
}
