-- Written by `portcullis protect`, which writes it anew: what you change here is lost.
-- Whether a request of https://{{host}} may pass is asked of Portcullis ({{checks}}): `http-request lua.portcullis_{{id}}`.

local host = "{{host}}"
local checks = "http://{{checks}}/api/authz/forward-auth"
local secret = nil
{{#secret}}secret = "{{secret}}"

-- Fields that only Portcullis and this proxy set. Any sign that is no letter and no digit counts as a hyphen, as some readers have it.
local families = { "remote-", "x-portcullis-", "x-pomerium-", "x-forwarded-" }
local stripped = {
{{#stripped}}    ["{{field}}"] = true,
}
local names = {}
for name in pairs(stripped) do names[name:lower()] = true end

local function reserved(name)
    local folded = name:lower():gsub("[^a-z0-9]", "-")
    if names[folded] then return true end
    for _, family in ipairs(families) do
        if folded:sub(1, #family) == family then return true end
    end
    return false
end

-- Cookies as the application may see them.
local function without_ours(value)
    local kept = {}
    for pair in value:gmatch("[^;]+") do
        pair = pair:gsub("^%s+", "")
        local name = pair:lower()
        local ours = name:find("__host-portcullis", 1, true) == 1 or name:find("__secure-portcullis", 1, true) == 1
        if pair ~= "" and not ours then kept[#kept + 1] = pair end
    end
    return table.concat(kept, "; ")
end

local function answer(txn, status, fields, body)
    local reply = txn:reply({ status = status })
    for name, values in pairs(fields) do
        for _, value in pairs(values) do reply:add_header(name, value) end
    end
    reply:add_header("Cache-Control", "no-store")
    if body and body ~= "" then reply:set_body(body) end
    txn:done(reply)
end

-- What only the browser's own fields say and a check needs. Names and passwords are the application's own affair: for programs
-- that sign in with them here, add "authorization".
local asked_with = { "cookie", "accept", "origin", "x-requested-with", "sec-fetch-mode", "sec-websocket-key", "access-control-request-method" }
-- Another protocol than this on the connection would be out of everybody's sight.
local function socket_asked(headers)
    local said, only = headers["upgrade"], nil
    for _, value in pairs(said or {}) do
        if only then return false end
        only = value
    end
    return only ~= nil and only:lower() == "websocket"
end

local told = { "remote-user", "remote-groups", "remote-name", "remote-email", "x-portcullis-assertion" }

local function guard(txn)
    -- Any other host that ends up here, the portal's among them, would be sent round without end.
    local asked = (txn.sf:req_hdr("host") or ""):lower():gsub(":%d+$", "")
    if asked ~= "" and asked ~= "{{hostname}}" then return answer(txn, 421, {}, "") end
    local method, uri = txn.sf:method(), txn.sf:url()
    -- `GET https://host/path`: the host is this file's, whatever was said.
    local rest = uri:match("^%a[%w+.-]*://[^/?]*(.*)$")
    if rest then uri = rest end
    local headers = txn.http:req_get_headers()
    local ours = uri:find("/.portcullis/", 1, true) == 1
    local socket = not ours and socket_asked(headers)
    if method == "TRACE" then return answer(txn, 405, {}, "") end
    -- What follows the body is passed on unread.
    if headers["trailer"] then return answer(txn, 400, {}, "") end
    for name in pairs(headers) do
        if reserved(name) or name:find("[^%w-]") then txn.http:req_del_header(name) end
    end
    for _, name in ipairs({ "connection", "upgrade", "http2-settings", "max-forwards" }) do txn.http:req_del_header(name) end
    if socket then
        txn.http:req_set_header("Connection", "Upgrade")
        txn.http:req_set_header("Upgrade", "websocket")
    end
    txn.http:req_set_header("Host", host)
    txn.http:req_set_header("X-Forwarded-For", txn.sf:src())
    txn.http:req_set_header("X-Forwarded-Proto", "https")
    if ours then
        if secret then txn.http:req_set_header("X-Portcullis-Proxy-Secret", secret) end
        txn:set_var("txn.portcullis", "ours")
        return
    end
    local ask = {
        ["x-forwarded-method"] = { method },
        ["x-forwarded-proto"] = { "https" },
        ["x-forwarded-host"] = { host },
        ["x-forwarded-uri"] = { uri },
        -- `/.portcullis/` of this host comes to us: no cookie that goes to neighbours is needed, or taken.
        ["x-portcullis-paths"] = { "passed" },
        ["x-forwarded-for"] = { txn.sf:src() },
    }
    if secret then ask["x-portcullis-proxy-secret"] = { secret } end
    for _, name in ipairs(asked_with) do
        if headers[name] then
            local values = {}
            for _, value in pairs(headers[name]) do values[#values + 1] = value end
            -- Two cookie fields are one; two of anything else are nobody's.
            ask[name] = { table.concat(values, name == "cookie" and "; " or ", ") }
        end
    end
    -- Over HTTP/2 a socket comes without a key.
    if socket and not ask["sec-websocket-key"] then ask["sec-websocket-key"] = { "none" } end
    -- Left out, it would be `*/*`, which only browsers mean as a page.
    if not ask["accept"] then ask["accept"] = { "" } end
    -- HAProxy asks four times before it gives up.
    local said = core.httpclient():get({ url = checks, headers = ask, timeout = 4000 })
    if not said or not said.status or said.status == 0 then return answer(txn, 503, {}, "") end
    if said.status < 200 or said.status >= 300 then
        local status = said.status
        if status >= 500 then status = 503 end
        local fields = {}
        for _, name in ipairs({ "location", "www-authenticate", "content-type" }) do fields[name] = said.headers[name] end
        return answer(txn, status, fields, said.body)
    end
    for _, name in ipairs(told) do
        local values = said.headers[name]
        if values and values[0] then txn.http:req_set_header(name, values[0]) end
    end
    txn.http:req_set_header("X-Forwarded-Host", host)
    local cookies = headers["cookie"]
    if cookies then
        local kept = {}
        for _, value in pairs(cookies) do
            local rest = without_ours(value)
            if rest ~= "" then kept[#kept + 1] = rest end
        end
        txn.http:req_del_header("cookie")
        if #kept > 0 then txn.http:req_set_header("Cookie", table.concat(kept, "; ")) end
    end
    txn:set_var("txn.portcullis", "permitted")
end

-- A fault or a limit of Lua leaves `txn.portcullis` unset, and then the frontend denies.
core.register_action("portcullis_{{id}}", { "http-req" }, guard)
