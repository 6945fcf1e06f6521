"""The throttle's Lua: each script is one atomic step on a bucket, by the Redis server's clock.

A bucket is a hash: level (tokens, below zero when reserved ahead), at (ms of the last change), rate and
rate_until (what Amazon's header said), shut_until (ms, after a 429), strikes (429s in a row).
"""

_CLOCK = """
local function clock(given)
  if given ~= '' then return tonumber(given) end
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
"""

TAKE = (
    _CLOCK
    + """
-- KEYS: the account's bucket, perhaps the application's.
-- ARGV: now, patience in ms, then rate and burst of each.
-- Returns granted (1 or 0), the wait in ms, the account's rate, strikes.
local now, patience = clock(ARGV[1]), tonumber(ARGV[2])
local longest, strikes, first_rate = 0, 0, 0
local buckets = {}
for i, key in ipairs(KEYS) do
  local rate, burst = tonumber(ARGV[1 + 2 * i]), tonumber(ARGV[2 + 2 * i])
  local b = redis.call('HMGET', key, 'level', 'at', 'rate', 'rate_until', 'shut_until', 'strikes')
  if b[3] and tonumber(b[4]) > now then rate = tonumber(b[3]) end
  local level, at = tonumber(b[1] or burst), tonumber(b[2] or now)
  level = math.min(burst, level + math.max(0, now - at) / 1000 * rate)
  local wait = math.max(0, (1 - level) / rate * 1000, tonumber(b[5] or 0) - now)
  longest = math.max(longest, math.ceil(wait))
  strikes = math.max(strikes, tonumber(b[6] or 0))
  if i == 1 then first_rate = rate end
  buckets[i] = {key, level, rate, burst}
end
if longest > patience then return {0, longest, tostring(first_rate), strikes} end
for _, b in ipairs(buckets) do
  redis.call('HSET', b[1], 'level', tostring(b[2] - 1), 'at', now)
  redis.call('EXPIRE', b[1], math.ceil(b[4] / b[3]) + 1200)
end
return {1, longest, tostring(first_rate), strikes}
"""
)

ADOPT = (
    _CLOCK
    + """
-- KEYS: a bucket. ARGV: now, the rate from Amazon's header, for how many seconds it holds.
-- What has come in so far came in at the old rate; a token or two of error there does no harm.
local now = clock(ARGV[1])
redis.call('HSET', KEYS[1], 'rate', ARGV[2], 'rate_until', now + ARGV[3] * 1000)
redis.call('EXPIRE', KEYS[1], math.max(redis.call('TTL', KEYS[1]), ARGV[3] + 1200))
return 1
"""
)

PENALISE = (
    _CLOCK
    + """
-- KEYS: a bucket. ARGV: now, ms to stay shut. Several calls refused at the same time count as one strike.
local now = clock(ARGV[1])
local shut = tonumber(redis.call('HGET', KEYS[1], 'shut_until') or 0)
if shut <= now then redis.call('HINCRBY', KEYS[1], 'strikes', 1) end
local level = math.min(0, tonumber(redis.call('HGET', KEYS[1], 'level') or 0))
redis.call('HSET', KEYS[1], 'level', tostring(level), 'at', now, 'shut_until', math.max(shut, now + ARGV[2]))
redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), ARGV[2] + 1200000))
return 1
"""
)

FORGIVE = """
-- KEYS: buckets. A call went through, so the next 429 starts with the short delay again.
for _, key in ipairs(KEYS) do redis.call('HDEL', key, 'strikes') end
return 1
"""
