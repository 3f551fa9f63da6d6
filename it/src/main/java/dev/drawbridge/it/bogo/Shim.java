package dev.drawbridge.it.bogo;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;

/** One test: the connections that the runner's flags ask for, as BoringSSL's {@code bssl_shim.cc} makes them. */
final class Shim {
    private final Api api;
    private final Plan plan;

    Shim(Api api, Plan plan) {
        this.api = api;
        this.plan = plan;
    }

    /** Connects to the runner, again for each session that is to be resumed, and does what the flags say. */
    void run() throws IOException, GeneralSecurityException, Unimplemented, Failure, Mismatch {
        Endpoints endpoints = api.endpoints(plan);
        for (int i = 0; i <= plan.resumeCount(); i++) {
            new ShimConnection(endpoints, plan, i).run();
            endpoints.pass(Duration.ofSeconds(plan.of(i).resumptionDelay));
        }
    }

    /** Both ways into Drawbridge. */
    enum Api {
        ENGINE("Engine") {
            @Override
            Endpoints endpoints(Plan plan) {
                return new EngineEndpoints(plan);
            }
        },
        SSLENGINE("SSLEngine") {
            @Override
            Endpoints endpoints(Plan plan) throws GeneralSecurityException, Unimplemented {
                return new SslEngineEndpoints(plan);
            }
        };

        private final String title;

        Api(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }

        abstract Endpoints endpoints(Plan plan) throws GeneralSecurityException, Unimplemented;
    }
}
