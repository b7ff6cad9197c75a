-- People who sign in, one after the other; wrk asks `request` for each.
local people, number = 20, 0
local body = '{"username": "person-%d", "password": "four words and a number 4711"}'

function request()
   number = number % people + 1
   return wrk.format("POST", nil, {["Content-Type"] = "application/json"}, body:format(number))
end
