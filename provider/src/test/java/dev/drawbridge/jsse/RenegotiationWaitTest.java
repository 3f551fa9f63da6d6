package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RenegotiationWaitTest {
    private final RenegotiationWait wait = new RenegotiationWait();

    @Test
    void aMoveWakesWhoWaits() throws Exception {
        wait.enter();
        long seen = wait.moves();
        CompletableFuture<Void> waiting = SocketPeers.async(() -> {
            wait.await(seen);
            return null;
        });
        wait.moved();
        SocketPeers.await(waiting);
        wait.leave();
    }

    @Test
    void aMoveAfterTheLookIsNotMissed() throws Exception {
        wait.enter();
        long seen = wait.moves();
        wait.moved();
        wait.await(seen);
    }

    @Test
    void movesThatNobodyWaitsForAreNotCounted() {
        wait.moved();
        assertEquals(0, wait.moves());
        wait.enter();
        wait.leave();
        wait.moved();
        assertEquals(0, wait.moves());
    }

    @Test
    void anInterruptEndsIt() {
        wait.enter();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> wait.await(wait.moves()));
    }
}
