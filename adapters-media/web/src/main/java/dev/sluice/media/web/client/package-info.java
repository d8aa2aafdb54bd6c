/** PLACEHOLDER */
@NullMarked
package dev.sluice.media.web.client;

import org.jspecify.annotations.NullMarked;
