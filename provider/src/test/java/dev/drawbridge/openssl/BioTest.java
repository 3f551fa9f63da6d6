package dev.drawbridge.openssl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.openssl.BioCallback.Operation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What has no counterpart in C: Java's arrays and buffers, misuse, references, callbacks, threads. The rest is in {@link BioTranscriptTest}. */
@Timeout(60)
class BioTest {

    @Test
    void partsOfArraysAreReadAndWritten() {
        MemoryBio bio = Bio.memory();
        assertEquals(3, bio.write("012345".getBytes(UTF_8), 2, 3));
        byte[] buf = "------".getBytes(UTF_8);
        assertEquals(2, bio.read(buf, 1, 2));
        assertEquals("-23---", new String(buf, UTF_8));
        assertArrayEquals("4".getBytes(UTF_8), bio.memData());
        assertEquals(1, bio.pending(), "memData took nothing");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void buffersMoveTheirPositionByWhatWasDone(boolean direct) {
        Bio bio = Bio.pair(4, 4);
        PairBio other = ((PairBio) bio).peer();
        ByteBuffer src = buffer(direct, 10);
        src.put("xabcdef".getBytes(UTF_8)).flip().position(1);
        assertEquals(4, bio.write(src.slice()), "as a slice, whose array has an offset");
        assertEquals(-1, bio.write(src));
        assertEquals(1, src.position());

        ByteBuffer dst = buffer(direct, 10);
        dst.position(2);
        assertEquals(4, other.read(dst));
        assertEquals(6, dst.position());
        assertEquals(-1, other.read(dst));
        assertEquals(6, dst.position());
        dst.flip().position(2);
        assertEquals("abcd", UTF_8.decode(dst).toString());

        assertEquals(4, bio.write(src));
        assertEquals(5, src.position());
    }

    @Test
    void buffersThatCanOnlyBeReadAreWrittenFromAndNotReadInto() {
        MemoryBio bio = Bio.memory();
        assertEquals(2, bio.write(ByteBuffer.wrap(new byte[] {1, 2}).asReadOnlyBuffer()));
        assertThrows(ReadOnlyBufferException.class, () -> bio.read(ByteBuffer.allocate(2).asReadOnlyBuffer()));
        assertEquals(2, bio.pending(), "nothing was taken");
    }

    private static ByteBuffer buffer(boolean direct, int size) {
        return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }

    @Test
    void textIsUtf8AndLinesKeepTheirNewline() {
        MemoryBio bio = Bio.memory();
        assertEquals(10, bio.puts("größe\nab"));
        assertEquals("größe\n", bio.gets(100));
        assertEquals("a", bio.gets(2), "one byte and the zero");
        assertEquals("b", bio.gets(2));
        assertNull(bio.gets(100));
        assertNull(bio.lastError());
    }

    @Test
    void wrongArgumentsAreExceptions() {
        MemoryBio bio = Bio.memory();
        assertThrows(NullPointerException.class, () -> bio.read((byte[]) null));
        assertThrows(NullPointerException.class, () -> bio.write((byte[]) null));
        assertThrows(NullPointerException.class, () -> bio.puts(null));
        assertThrows(NullPointerException.class, () -> bio.push(null));
        assertThrows(NullPointerException.class, () -> bio.setCloseFlag(null));
        assertThrows(IndexOutOfBoundsException.class, () -> bio.read(new byte[3], 2, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> bio.write(new byte[3], 0, -1));
        assertThrows(IllegalArgumentException.class, () -> bio.gets(0));
        assertThrows(IllegalArgumentException.class, () -> Bio.pair(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> bio.setMemEofReturn(1));
        assertEquals(0, bio.pending());
    }

    @Test
    void failuresAreToldUntilTheNextCall() {
        MemoryBio bio = Bio.memory("a".getBytes(UTF_8));
        assertEquals(-1, bio.puts("b"));
        assertEquals("memory buffer BIO: write to memory that can only be read", bio.lastError().getMessage());
        assertEquals(1, bio.read(new byte[10]));
        assertNull(bio.lastError());
        assertEquals(0, bio.read(new byte[10]));
        assertNull(bio.lastError(), "the end is no failure");

        PairBio end = Bio.pair(0, 0);
        Bio chain = Bio.nullFilter().push(end);
        assertEquals(-2, chain.gets(new byte[10]));
        assertEquals("BIO pair BIO: knows no lines; gets needs a Bio.buffer() before it", chain.lastError().getMessage());
        end.shutdownWrite();
        assertEquals(-1, chain.puts("x"));
        assertEquals("BIO pair BIO: write after shutdownWrite", chain.lastError().getMessage());
        assertFalse(chain.shouldRetry());
        end.peer().close();
        assertEquals(-1, chain.read(new byte[1]));
        assertEquals("BIO pair BIO: parted from its other end", chain.lastError().getMessage());
    }

    @Test
    void theLastReferenceFrees() throws Exception {
        boolean[] closed = new boolean[1];
        InputStream in = new ByteArrayInputStream(new byte[10]) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        Bio bio = Bio.streams(in, null, CloseFlag.CLOSE);
        bio.upRef();
        bio.close();
        assertEquals(1, bio.read(new byte[1]));
        assertFalse(closed[0]);
        bio.close();
        assertTrue(closed[0]);
        bio.close();
        String message = assertThrows(IllegalStateException.class, () -> bio.read(new byte[1])).getMessage();
        assertEquals("this file descriptor BIO was freed: its last reference was closed", message);
        assertThrows(IllegalStateException.class, bio::upRef);
        assertThrows(IllegalStateException.class, bio::pending);
        assertThrows(IllegalStateException.class, bio::flush);
        assertThrows(IllegalStateException.class, () -> bio.write(new byte[0]));
        assertThrows(IllegalStateException.class, () -> Bio.buffer().push(bio));
    }

    @Test
    void whatIsFreedWithoutCloseFlagStaysOpen() {
        boolean[] closed = new boolean[1];
        OutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        Bio.streams(null, out, CloseFlag.NOCLOSE).close();
        assertFalse(closed[0]);
        Bio second = Bio.streams(null, out, CloseFlag.NOCLOSE);
        second.setCloseFlag(CloseFlag.CLOSE);
        second.close();
        assertTrue(closed[0]);
    }

    @Test
    void aChainIsFreedUpToWhatIsShared() {
        Bio first = Bio.buffer();
        Bio shared = Bio.nullFilter();
        Bio last = Bio.memory();
        first.push(shared).push(last);
        shared.upRef();
        first.freeAll();
        assertThrows(IllegalStateException.class, () -> first.read(new byte[1]));
        assertEquals(3, shared.puts("abc"));
        shared.freeAll();
        assertThrows(IllegalStateException.class, last::pending);
    }

    @Test
    void chainsAreNoRings() {
        Bio first = Bio.nullFilter();
        Bio second = Bio.nullFilter();
        first.push(second);
        assertThrows(IllegalArgumentException.class, () -> second.push(first));
        assertThrows(IllegalArgumentException.class, () -> first.push(second));
        assertThrows(IllegalArgumentException.class, () -> first.push(first));
        assertNull(second.next());
    }

    @Test
    void memoryIsWipedWhenItIsFreedOrMoved() throws Exception {
        MemoryBio bio = Bio.memory();
        bio.puts("secret");
        byte[] small = dataOf(bio);
        bio.write(new byte[1000]);
        assertFalse(new String(small, UTF_8).contains("secret"), "moved to a larger array");
        byte[] large = dataOf(bio);
        assertTrue(new String(large, UTF_8).contains("secret"));
        bio.close();
        assertArrayEquals(new byte[large.length], large);
    }

    private static byte[] dataOf(MemoryBio bio) throws ReflectiveOperationException {
        var field = MemoryBio.class.getDeclaredField("data");
        field.setAccessible(true);
        return (byte[]) field.get(bio);
    }

    @Test
    void memoryThatIsReadAsItIsWrittenStaysSmall() throws Exception {
        MemoryBio bio = Bio.memory();
        for (int i = 0; i < 1000; i++) {
            bio.write(new byte[100]);
            assertEquals(100, bio.read(new byte[200]));
        }
        assertTrue(dataOf(bio).length < 1000);
    }

    @Test
    void memoryToBeReadIsTheCallersAndNotWiped() {
        byte[] content = "content".getBytes(UTF_8);
        Bio bio = Bio.memory(content);
        bio.read(new byte[3]);
        bio.reset();
        bio.close();
        assertEquals("content", new String(content, UTF_8));
    }

    @Test
    void callbacksSeeWhatHappens() {
        List<String> seen = new ArrayList<>();
        Bio bio = Bio.memory();
        bio.setCallback(e -> {
            assertSame(bio, e.bio());
            assertTrue(e.data().isReadOnly());
            seen.add(e.operation() + (e.after() ? " after " : " before ") + UTF_8.decode(e.data()) + " " + e.result());
            return e.result();
        });
        bio.puts("a\nb");
        byte[] buf = "------".getBytes(UTF_8);
        bio.read(buf, 1, 1);
        bio.gets(new byte[2]);
        bio.write("xyz".getBytes(UTF_8), 1, 2);
        bio.close();
        assertEquals(List.of("PUTS before a\nb 1", "PUTS after a\nb 3", "READ before - 1", "READ after a 1", "GETS before \0\0 1",
                "GETS after \n 1", "WRITE before yz 1", "WRITE after yz 2", "FREE before  1"), seen);
    }

    @Test
    void callbacksEndAndChangeResults() {
        MemoryBio bio = Bio.memory();
        bio.setCallback(e -> e.operation() == Operation.WRITE && !e.after() ? -5 : e.operation() == Operation.READ && e.after() ? -9 : e.result());
        assertEquals(-5, bio.write(new byte[3]));
        assertEquals(0, bio.pending());
        bio.puts("abc");
        assertEquals(-9, bio.read(new byte[3]));
        bio.setCallback(null);
        assertEquals(3, bio.write(new byte[3]));
    }

    @Test
    void streamsKnowLinesTimesAndEnds() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Bio bio = Bio.streams(new ByteArrayInputStream("one\ntwo".getBytes(UTF_8)), out, CloseFlag.CLOSE);
        assertEquals("one\n", bio.gets(100));
        assertFalse(bio.eof());
        assertEquals("two", bio.gets(100));
        assertTrue(bio.eof());
        assertEquals(0, bio.read(new byte[10]));
        assertEquals(3, bio.puts("abc"));
        assertEquals(1, bio.flush());
        assertEquals("abc", out.toString(UTF_8));
        assertNull(bio.selectableChannel());
    }

    @Test
    void whereThereIsNothingToReadFromOrWriteToIsAFailure() {
        Bio in = Bio.streams(new ByteArrayInputStream(new byte[1]), null, CloseFlag.CLOSE);
        assertEquals(-1, in.puts("x"));
        assertEquals("write where there is nothing to write to", in.lastError().getMessage());
        Bio out = Bio.channel(null, Channels.newChannel(new ByteArrayOutputStream()), CloseFlag.CLOSE);
        assertEquals(-1, out.read(new byte[1]));
        assertEquals("read where there is nothing to read from", out.lastError().getMessage());
        assertFalse(out.shouldRetry());
        assertEquals(2, out.puts("xy"));
    }

    @Test
    void exceptionsOfIoAreKept() {
        IOException broken = new IOException("disk full");
        Bio bio = Bio.buffer().push(Bio.streams(null, new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw broken;
            }
        }, CloseFlag.CLOSE));
        assertEquals(2, bio.puts("ab"));
        assertEquals(-1, bio.flush());
        assertSame(broken, bio.lastError());
        assertFalse(bio.shouldRetry());
        assertEquals(2, bio.wpending(), "what was not written is still there");
    }

    /** The two ends of a pair may belong to two threads; what the one writes, in whatever pieces, the other reads. */
    @Test
    void aPairIsForTwoThreads() throws Exception {
        byte[] sent = new byte[300_000];
        new Random(1).nextBytes(sent);
        PairBio writer = Bio.pair(1000, 0);
        PairBio reader = writer.peer();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<byte[]> received = other.submit(() -> {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                byte[] buf = new byte[777];
                int n = reader.read(buf);
                while (n > 0 || reader.shouldRetry()) {
                    all.write(buf, 0, Math.max(n, 0));
                    n = reader.read(buf);
                }
                return all.toByteArray();
            });
            for (int done = 0; done < sent.length;) {
                done += Math.max(0, writer.write(sent, done, Math.min(1234, sent.length - done)));
            }
            writer.shutdownWrite();
            assertArrayEquals(sent, received.get(30, TimeUnit.SECONDS));
        } finally {
            other.shutdownNow();
        }
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", value = {
        "example.org:443, true, example.org, 443", "example.org, true, example.org, null", "443, false, null, 443", "*:443, false, null, 443",
        ":443, false, null, 443", "[::1]:443, true, ::1, 443", "[::1], true, ::1, null", "localhost:*, true, localhost, null",
        "localhost:0, false, localhost, 0", "h:65535, true, h, 65535"})
    void hostsAndPortsAreParsed(String text, boolean aloneIsHost, String host, String port) {
        assertEquals(new HostPort(host, port), HostPort.parse(text, aloneIsHost));
    }

    @ParameterizedTest
    @CsvSource({"'::1', expected host:port", "'[::1', expected host:port", "'[::1]x', expected host:port", "'[::1]x:1', expected host:port",
        "'a:b:c', expected host:port", "'a:https', expected a number from 0 to 65535", "'a:65536', expected a number from 0 to 65535",
        "'a:-1', expected a number from 0 to 65535"})
    void whatIsNoHostAndPortIsRefused(String text, String expected) {
        for (var maker : List.<Function<String, Bio>>of(Bio::connect, Bio::accept)) {
            String message = assertThrows(IllegalArgumentException.class, () -> maker.apply(text)).getMessage();
            assertTrue(message.contains(expected) && message.contains("'"), message);
        }
    }

    @Test
    void numbersAreOpenssls() {
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), List.of(SslError.values()).stream().map(SslError::code).toList());
        assertTrue(BioType.BUFFER.isFilter());
        assertFalse(BioType.MEM.isFilter());
        assertNotNull(Bio.ssl().toString());
    }
}
