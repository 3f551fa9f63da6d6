package dev.drawbridge.engine;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.record.RecordReader;
import dev.drawbridge.record.Scatter;
import dev.drawbridge.spec.ContentType;
import java.nio.ByteBuffer;

/** Takes one record at a time out of what has arrived. Called under the reading lock. */
record RecordInput(RecordReader reader) {
    /**
     * Reads the next record if it is there.
     *
     * @param into where application data goes, or null where none may come
     * @return null when nothing came of it, with the outcome in {@code t}
     */
    ContentType read(ByteBuffer src, Scatter into, Transfer t) throws TlsFault {
        int length = reader.next(src);
        if (length == 0 || src.remaining() < length) {
            t.outcome = Transfer.Outcome.UNDERFLOW;
            return null;
        }
        if (into != null && reader.mayHoldApplicationData(src) && into.remaining() < reader.contentBound(length)) {
            t.outcome = Transfer.Outcome.OVERFLOW;
            return null;
        }
        try {
            ContentType type = reader.read(src, length, into);
            t.consumed = length;
            return type;
        } catch (RuntimeException e) { // of the cryptography: whatever it is ends this connection
            throw TlsFault.of(e);
        }
    }
}
