package dev.drawbridge.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class BuffersTest {
    @Test
    void whatWasWrittenIsWipedAndTheArrayIsFoundAgain() {
        byte[] a = Buffers.borrow();
        assertEquals(Buffers.SIZE, a.length);
        Arrays.fill(a, 0, 1000, (byte) 1);
        Buffers.giveBack(a, 1000);
        byte[] b = Buffers.borrow();
        assertSame(a, b);
        assertArrayEquals(new byte[Buffers.SIZE], b);
        assertNotSame(b, Buffers.borrow());
        Buffers.giveBack(b, 0);
    }

    @Test
    void nobodySharesAnArray() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> work = Collections.nCopies(8, () -> {
                for (int i = 0; i < 5_000; i++) {
                    byte[] a = Buffers.borrow();
                    long mark = Thread.currentThread().getId() * 1_000_000L + i;
                    for (int j = 0; j < 8; j++) {
                        a[j] = (byte) (mark >> 8 * j);
                    }
                    Thread.onSpinWait();
                    for (int j = 0; j < 8; j++) {
                        if (a[j] != (byte) (mark >> 8 * j)) {
                            return false;
                        }
                    }
                    Buffers.giveBack(a, 8);
                }
                return true;
            });
            for (Future<Boolean> f : threads.invokeAll(work)) {
                assertEquals(true, f.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void thePoolIsBounded() {
        List<byte[]> many = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            many.add(Buffers.borrow());
        }
        many.forEach(a -> Buffers.giveBack(a, 0));
        Set<byte[]> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        kept.addAll(many);
        int found = 0;
        List<byte[]> again = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] a = Buffers.borrow();
            again.add(a);
            found += kept.contains(a) ? 1 : 0;
        }
        assertEquals(32, found);
        again.subList(0, 4).forEach(a -> Buffers.giveBack(a, 0));
    }
}
