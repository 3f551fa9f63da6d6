package dev.drawbridge.jsse;

import dev.drawbridge.config.Credentials;
import dev.drawbridge.config.Notices;
import dev.drawbridge.config.StaplingSettings;
import dev.drawbridge.message.extension.StatusRequest;
import dev.drawbridge.verify.OcspQuery;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Asks the responders of a server's certificates and keeps what they answer, as SunJSSE does. A handshake waits for an answer as long as it may and
 * goes on without; the question goes on too, and the handshakes that follow have what comes of it. Those that wait for the same certificate share
 * one question, which has a thread of its own, so that no lock is held by whoever talks to the network.
 */
final class FetchedStatus implements StatusSource {
    /** How long an answer that cannot be stapled counts, or else each handshake would wait in vain for a responder that is down. */
    static final Duration PAUSE = Duration.ofSeconds(10);
    /** As many as with SunJSSE. */
    private static final int THREADS = 8;
    /** Questions with extensions of a client's, which nobody else can use the answer to. More at once would keep the others from being asked. */
    private static final int OWN_QUESTIONS = 4;

    private final StaplingSettings settings;
    private final Responders responders;
    private final InstantSource clock;
    private final ThreadPoolExecutor threads;
    private final Semaphore own = new Semaphore(OWN_QUESTIONS);
    private final ReentrantLock lock = new ReentrantLock();
    /** Questions and their answers by certificate, the one that was wanted last at the end. Under the lock, which nobody waits with. */
    private final Map<X509Certificate, Question> kept = new LinkedHashMap<>(16, 0.75f, true);

    /** Sends DER to a responder and gives what comes back. */
    @FunctionalInterface
    interface Responders {
        byte[] ask(URI responder, byte[] request) throws IOException;
    }

    /** A response, or null, and until when it counts. */
    private record Kept(byte[] response, Instant end) {
    }

    /** What was asked when, and its answer. */
    private record Question(Instant asked, CompletableFuture<Kept> answer) {
        boolean counts(Instant now) {
            return !answer.isDone() || !answer.isCompletedExceptionally() && now.isBefore(answer.join().end);
        }
    }

    FetchedStatus(StaplingSettings settings, Responders responders, InstantSource clock) {
        this.settings = settings;
        this.responders = responders;
        this.clock = clock;
        this.threads = new ThreadPoolExecutor(THREADS, THREADS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), run -> {
            Thread t = new Thread(run, "drawbridge-ocsp");
            t.setDaemon(true);
            t.setContextClassLoader(null); // or the application that happened to be first could never be unloaded
            return t;
        });
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public byte[] response(Credentials ours, StatusRequest asked) {
        if (asked.namesResponders()) {
            return null;
        }
        byte[] extensions = settings.ignoreExtensions() ? new byte[0] : asked.requestExtensions();
        if (extensions.length > 0 && own.tryAcquire()) {
            Question question = ask(ours.chain(), extensions);
            return await(new Question(question.asked, question.answer.whenComplete((answer, failure) -> own.release())), ours.leaf());
        }
        return await(shared(ours), ours.leaf());
    }

    private Question shared(Credentials ours) {
        lock.lock();
        try {
            Question question = kept.get(ours.leaf());
            if (question == null || !question.counts(clock.instant())) {
                question = ask(ours.chain(), new byte[0]);
                kept.put(ours.leaf(), question);
                evict();
            }
            return question;
        } finally {
            lock.unlock();
        }
    }

    /** A question without answer stays, or it would be asked again. */
    private void evict() {
        Iterator<Question> eldest = kept.values().iterator();
        while (settings.cacheSize() > 0 && kept.size() > settings.cacheSize() && eldest.hasNext()) {
            if (eldest.next().answer.isDone()) {
                eldest.remove();
            }
        }
    }

    /** Nobody waits any more for a question that others waited for in vain. */
    private byte[] await(Question question, X509Certificate leaf) {
        long waited = Math.max(0, Duration.between(question.asked, clock.instant()).toMillis());
        try {
            return question.answer.get(Math.max(0, settings.timeout().toMillis() - waited), TimeUnit.MILLISECONDS).response;
        } catch (TimeoutException e) {
            StatusSource.tellNone(leaf, "there is no answer within " + settings.timeout().toMillis() + " ms");
        } catch (ExecutionException e) {
            StatusSource.tellNone(leaf, e.getCause().toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    private Question ask(List<X509Certificate> chain, byte[] extensions) {
        return new Question(clock.instant(), CompletableFuture.supplyAsync(() -> answer(chain, extensions), threads));
    }

    private Kept answer(List<X509Certificate> chain, byte[] extensions) {
        X509Certificate leaf = chain.get(0);
        if (chain.size() < 2) {
            return none(leaf, "the chain of its key has no issuer");
        }
        URI responder = null;
        try {
            OcspQuery query = new OcspQuery(leaf, chain.get(1));
            responder = responder(query);
            if (responder == null) {
                return none(leaf, query.needless() ? "it has the extension id-pkix-ocsp-nocheck"
                        : "it names no OCSP responder with an http URI, and jdk.tls.stapling.responderURI is not set");
            }
            byte[] response = responders.ask(responder, query.request(extensions));
            Instant now = clock.instant();
            OcspQuery.Answer answer = query.judge(response, now);
            if (answer.wrong() != null) {
                return none(leaf, "the answer of " + responder + " is not satisfactory: " + answer.wrong());
            }
            if (answer.revoked() != null) {
                Notices.tell("the OCSP response that is stapled to " + StatusSource.name(leaf) + ": " + answer.revoked());
            }
            return new Kept(response, end(answer, now));
        } catch (CertificateException | IOException | RuntimeException e) { // HTTP and parsers throw whatever they stumble over
            return none(leaf, responder + ": " + e);
        }
    }

    private URI responder(OcspQuery query) {
        if (query.needless() || settings.override()) {
            return query.needless() ? null : settings.responder();
        }
        URI named = query.responder();
        return named != null ? named : settings.responder();
    }

    private Instant end(OcspQuery.Answer answer, Instant now) {
        if (settings.lifetime().isZero()) {
            return answer.saysEnd() ? answer.end() : now;
        }
        Instant end = now.plus(settings.lifetime());
        return answer.end().isBefore(end) ? answer.end() : end;
    }

    private Kept none(X509Certificate leaf, String why) {
        StatusSource.tellNone(leaf, why);
        return new Kept(null, clock.instant().plus(PAUSE));
    }
}
