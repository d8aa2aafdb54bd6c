/** The parts of every exchange: answers, errors, the access log, CORS, Jetty. */
@NullMarked
package dev.sluice.http.api.exchange;

import org.jspecify.annotations.NullMarked;
