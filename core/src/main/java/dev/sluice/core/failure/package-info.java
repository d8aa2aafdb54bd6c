/** Why things fail: codes that know whose fault it is. */
package dev.sluice.core.failure;
