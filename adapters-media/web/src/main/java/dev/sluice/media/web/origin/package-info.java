/**
 * Reads files from origins over HTTP: requests, checks of the responses, continuation after a
 * break.
 */
@NullMarked
package dev.sluice.media.web.origin;

import org.jspecify.annotations.NullMarked;
