/** The handlers, by the first part of their path. */
@NullMarked
package dev.sluice.http.api.routes;

import org.jspecify.annotations.NullMarked;
