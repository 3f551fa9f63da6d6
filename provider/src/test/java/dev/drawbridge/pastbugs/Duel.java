package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.engine.Peer;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.pastbugs.Attacker.Unit;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.start.TestConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** A connection of ours, the victim, against somebody who makes records as a test likes them. */
final class Duel {
    /** What the attacker does with its {@code index}-th message or ChangeCipherSpec. */
    interface Script {
        /** The records that go out in its place. */
        List<byte[]> records(int index, Unit unit);

        /** Every unit in a record of its own, as an honest peer may. */
        Script HONEST = (index, unit) -> List.of(unit.record());

        /** Honest but for something before the {@code at}-th unit. */
        static Script before(int at, RecordMaker maker) {
            return (index, unit) -> index == at ? List.of(maker.record(unit), unit.record()) : List.of(unit.record());
        }

        /** Honest but for something in the place of the {@code at}-th unit. */
        static Script instead(int at, RecordMaker... makers) {
            return (index, unit) -> index == at ? Stream.of(makers).map(m -> m.record(unit)).toList() : List.of(unit.record());
        }
    }

    /** A record that knows which unit it comes with. */
    interface RecordMaker {
        byte[] record(Unit unit);
    }

    final Peer victim;
    final Attacker attacker;
    /** What the attacker's units were. */
    final List<Unit> units = new ArrayList<>();
    /** What the victim threw, or null. */
    TlsFault fault;
    /** Records that the victim was given. */
    int delivered;

    Duel(Peer victim, Attacker attacker) {
        this.victim = victim;
        this.attacker = attacker;
    }

    Duel(TestConfig victim, TestConfig attacker) {
        this(new Peer(victim.build()), new Attacker(attacker.build()));
    }

    Duel(Scenario scenario, boolean victimIsClient) {
        this(scenario.config(victimIsClient), scenario.config(!victimIsClient));
    }

    /** Every scenario with the victim in either role. */
    static Stream<Arguments> scenarios() {
        return Stream.of(Scenario.values()).flatMap(s -> Stream.of(Arguments.of(s, true), Arguments.of(s, false)));
    }

    /** The attacker's units of an honest handshake. */
    static List<Unit> honest(Scenario scenario, boolean victimIsClient) {
        Duel duel = new Duel(scenario, victimIsClient).run(Script.HONEST);
        duel.assertConnected();
        return duel.units;
    }

    /** Whoever is the client says its hello. */
    void begin() {
        attacker.start();
        try {
            victim.connection.beginHandshake();
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
        settle();
    }

    /** Runs until neither has anything to do. */
    Duel run(Script script) {
        begin();
        while (fault == null && !attacker.flight.isEmpty()) {
            Unit unit = attacker.flight.poll();
            units.add(unit);
            send(script.records(units.size() - 1, unit));
        }
        return this;
    }

    /** Connects honestly. */
    Duel connect() {
        run(Script.HONEST);
        assertConnected();
        return this;
    }

    /** Delivers records one after the other, and lets the victim do all that follows, until it has had enough. */
    Duel send(List<byte[]> records) {
        for (byte[] record : records) {
            if (fault != null) {
                return this;
            }
            delivered++;
            victim.deliver(record);
            settle();
        }
        return this;
    }

    Duel send(byte[]... records) {
        return send(List.of(records));
    }

    void settle() {
        boolean moved = true;
        while (moved) {
            try {
                moved = step();
            } catch (TlsFault f) {
                assertNull(fault, "one fault ends a connection");
                fault = f;
            }
        }
    }

    private boolean step() throws TlsFault {
        switch (victim.connection.status()) {
            case NEED_TASK -> victim.connection.takeTask().run();
            case NEED_WRAP -> {
                byte[] record = victim.wrap();
                if (record.length > 0) {
                    attacker.receiveRecords(record);
                }
            }
            default -> {
                if (victim.inbox.length == 0 || victim.connection.inboundDone()) {
                    return false;
                }
                int before = victim.inbox.length;
                victim.unwrap();
                return victim.inbox.length < before;
            }
        }
        return true;
    }

    void assertConnected() {
        if (fault != null) {
            throw new AssertionError("after " + units, fault);
        }
        assertTrue(victim.connection.connected(), () -> "after " + units + ", attacker: " + attacker.handshaker.failure());
        assertFalse(victim.connection.inboundDone() || victim.connection.outboundDone());
    }

    /** The victim sent this alert and nothing else, threw once, and is closed. */
    void assertAlert(Alert alert, String what) {
        assertNotNull(fault, () -> what + ": no fault");
        assertEquals(alert, fault.alert(), () -> what + ": " + fault);
        assertFalse(fault.received(), what);
        assertEquals(1, victim.failures.size(), what);
        assertTrue(victim.connection.inboundDone() && victim.connection.outboundDone(), what);
        assertEquals(0, victim.received.size(), () -> what + ": data reached the program");
    }

    void assertFault(Fault expected, String what) {
        assertAlert(expected.alert(), what);
        assertEquals(expected, fault.fault(), what);
    }
}
