/** Tests of roles, rights and the check at start, on a real server. */
@org.jspecify.annotations.NullMarked
package org.stellaops.persistence.postgres.security;
