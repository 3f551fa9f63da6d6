package dev.drawbridge.it.bogo;

import dev.drawbridge.DrawbridgeProvider;
import dev.drawbridge.SslSessions;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;

/** Endpoints of one {@code SSLContext}. A client hears of its sessions and chooses the one to resume, as OpenSSL's programs do. */
final class SslEngineEndpoints implements Endpoints {
    private static final Provider DRAWBRIDGE = new DrawbridgeProvider();
    private static final Lock INITIALISING = new ReentrantLock();

    static {
        // The JDK's own policy forbids older versions, and from JDK 24 on key exchange by RSA, which are tested here.
        Set<String> tested = Set.of("TLSv1", "TLSv1.1", "TLS_RSA_*");
        String policy = Security.getProperty("jdk.tls.disabledAlgorithms");
        Security.setProperty("jdk.tls.disabledAlgorithms",
                Arrays.stream(policy.split(",")).map(String::strip).filter(w -> !tested.contains(w)).collect(Collectors.joining(", ")));
    }

    private final boolean server;
    private final TicketKeyring keyring;
    private final Plan plan;
    /** Of the first connection on, since it asks for its party's certificate when it is initialised. */
    private SSLContext context;
    private volatile Party party;
    private volatile SSLSession newest;

    SslEngineEndpoints(Plan plan) throws Unimplemented {
        this.plan = plan;
        Settings first = plan.initial();
        if (first.noTicket != plan.resume().noTicket) {
            throw new Unimplemented("JSSE: -no-ticket for one connection");
        }
        if (first.server && first.enableEarlyData != plan.resume().enableEarlyData) {
            throw new Unimplemented("JSSE: -enable-early-data for one connection");
        }
        if (first.resumptionDelay != 0) {
            throw new Unimplemented("JSSE: -resumption-delay");
        }
        server = first.server;
        keyring = new TicketKeyring(first.ticketKey);
    }

    /** JSSE's words for some things are properties of the JVM, which a context reads when it is initialised. */
    private SSLContext context() throws GeneralSecurityException {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("jdk.tls.client.enableStatusRequestExtension", Boolean.toString(plan.initial().ocspStapling));
        properties.put("jdk.tls.client.enableSessionTicketExtension", Boolean.toString(!plan.initial().noTicket));
        properties.put("jdk.tls.server.enableSessionTicketExtension", Boolean.toString(!plan.initial().noTicket));
        properties.put("drawbridge.CipherString", "DEFAULT:@SECLEVEL=0"); // without which there are no versions before TLS 1.2
        properties.put("drawbridge.Options", plan.initial().renegotiations == 0 ? "NoRenegotiation" : "-NoRenegotiation");
        properties.put("drawbridge.maxRenegotiations", Integer.toString(plan.initial().renegotiations));
        properties.put("drawbridge.maxEarlyData", Integer.toString(plan.earlyData() ? MOST_EARLY_DATA : 0));
        SSLContext made = SSLContext.getInstance("TLS", DRAWBRIDGE);
        INITIALISING.lock();
        try {
            properties.forEach(System::setProperty);
            made.init(new KeyManager[] {new JssePeer.Keys(() -> party)}, new TrustManager[] {new JssePeer.Trust(() -> party)},
                    new SecureRandom());
        } finally {
            properties.keySet().forEach(System::clearProperty);
            INITIALISING.unlock();
        }
        if (server && !plan.initial().noTicket) {
            SslSessions.of(made.getServerSessionContext()).ticketKeys(keyring);
        }
        return made;
    }

    @Override
    public Endpoint next(int number, Settings settings, Party next) throws GeneralSecurityException, Unimplemented, Mismatch {
        party = next;
        context = number == 0 ? context() : context;
        keyring.next(number, settings);
        Mismatch.check(server || number == 0 || newest != null, "no session to offer");
        SSLSession offered = newest;
        newest = null;
        return SslEngineEndpoint.of(context.createSSLEngine(), settings, next, offered, session -> newest = session);
    }

    @Override
    public boolean gotSession() {
        return newest != null;
    }

    /** The attempt to send it tells. */
    @Override
    public Long sessionsEarlyData() {
        return null;
    }

    @Override
    public boolean remembers() {
        return context.getServerSessionContext().getIds().hasMoreElements();
    }

    @Override
    public void pass(Duration time) {
        if (!time.isZero()) {
            throw new IllegalStateException("the time of JSSE is the system's");
        }
    }
}
