/** The one door to the web: requests that are guarded at the address that is dialled. */
@NullMarked
package dev.sluice.media.web;

import org.jspecify.annotations.NullMarked;
