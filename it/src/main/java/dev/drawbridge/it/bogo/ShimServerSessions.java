package dev.drawbridge.it.bogo;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.session.GivenTicketKeys;
import dev.drawbridge.session.ServerSessions;
import dev.drawbridge.session.Session;
import dev.drawbridge.session.TicketSessions;
import java.time.Duration;
import java.time.Instant;

/** A server's sessions in a test in which time passes at a word. */
final class ShimServerSessions implements ServerSessions {
    private static final int TICKETS = 2;
    private static final byte[] CONTEXT = {};

    private final TicketKeyring keyring;
    private final TicketSessions withTickets;
    private final TicketSessions withoutTickets;
    /** Sessions know the time of the system; what is kept of them is later by as much as has passed at a word. */
    private volatile Duration passed = Duration.ZERO;
    private volatile Settings settings;
    private volatile boolean remembers;

    ShimServerSessions(Crypto crypto, Plan plan) {
        keyring = new TicketKeyring(plan.initial().ticketKey);
        TicketSessions.EarlyRules early = plan.earlyData() ? new TicketSessions.EarlyRules(Endpoints.MOST_EARLY_DATA, true)
                : TicketSessions.EarlyRules.NONE;
        GivenTicketKeys keys = new GivenTicketKeys(keyring, problem -> {
            throw new IllegalStateException(problem);
        });
        withTickets = new TicketSessions(crypto, keys, TICKETS, early, CONTEXT, () -> Instant.now().plus(passed));
        withoutTickets = new TicketSessions(crypto, null, TICKETS, early, CONTEXT, () -> Instant.now().plus(passed));
    }

    void next(int number, Settings s) {
        settings = s;
        keyring.next(number, s);
    }

    void pass(Duration time) {
        passed = passed.plus(time);
    }

    boolean remembers() {
        return remembers;
    }

    private TicketSessions sessions() {
        return settings.noTicket ? withoutTickets : withTickets;
    }

    private static Session shifted(Session s, Duration by) {
        if (s == null || by.isZero()) {
            return s;
        }
        Session.Ticket t = s.ticket();
        return new Session(s.version(), s.suite(), s.id(), s.secret(), s.extendedMasterSecret(), s.serverName(), s.applicationProtocol(),
                s.peer(), s.created().plus(by), s.lifetime(),
                t == null ? null : new Session.Ticket(t.bytes(), t.ageAdd(), t.received().plus(by), t.maxEarlyData()), s.limit());
    }

    @Override
    public int tickets() {
        return sessions().tickets();
    }

    @Override
    public boolean sealsTickets() {
        return sessions().sealsTickets();
    }

    @Override
    public byte[] seal(Session session) {
        return sessions().seal(shifted(session, passed));
    }

    @Override
    public Session open(byte[] ticket) {
        return shifted(sessions().open(ticket), passed.negated());
    }

    @Override
    public Session take(byte[] ticket) {
        return shifted(sessions().take(ticket), passed.negated());
    }

    @Override
    public long maxEarlyData() {
        return settings.enableEarlyData ? sessions().maxEarlyData() : 0;
    }

    @Override
    public boolean singleUse() {
        return sessions().singleUse();
    }

    @Override
    public boolean stale(byte[] ticket) {
        return sessions().stale(ticket);
    }

    @Override
    public Session byId(byte[] id) {
        return shifted(sessions().byId(id), passed.negated());
    }

    @Override
    public void keep(Session session) {
        remembers = true;
        sessions().keep(shifted(session, passed));
    }

    @Override
    public long lifetimeSeconds() {
        return sessions().lifetimeSeconds();
    }

    /** The same session, older. */
    static Session older(Session session, Duration by) {
        return shifted(session, by.negated());
    }
}
