/** Server-sent events. */
@NullMarked
package dev.sluice.http.api.events;

import org.jspecify.annotations.NullMarked;
