/** Ports to the web: the guarded client and the delivery of webhooks. */
@NullMarked
package dev.sluice.core.port.web;

import org.jspecify.annotations.NullMarked;
