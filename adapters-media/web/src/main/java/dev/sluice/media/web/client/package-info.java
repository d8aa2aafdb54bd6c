/** A web client whose every connection passes the address guard, and its settings. */
@NullMarked
package dev.sluice.media.web.client;

import org.jspecify.annotations.NullMarked;
