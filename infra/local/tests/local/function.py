import json, os, threading, time, urllib.request as http

api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"]
work, asked = [], 0

def call(path, body=None, headers={}):
    request = http.Request(api + path, data=body, headers=headers)
    return http.urlopen(request)

def wait():
    open(f"waiting-{os.getpid()}", "w").close()
    while not os.path.exists("go"):
        time.sleep(0.01)

def work_on():
    wait()
    open("done", "w").close()

def extension(id, registered):
    registered.set()
    while True:
        call("/2020-01-01/extension/event/next", headers={"Lambda-Extension-Identifier": id}).read()
        answered.wait()
        answered.clear()
        for thread in list(work):
            thread.join()
            work.remove(thread)

answered = threading.Event()
registered = threading.Event()
body = json.dumps({"events": ["INVOKE"]}).encode()
answer = call("/2020-01-01/extension/register", body, {"Lambda-Extension-Name": "test"})
threading.Thread(target=extension, args=(answer.headers["Lambda-Extension-Identifier"], registered), daemon=True).start()
registered.wait()
while True:
    with call("/2018-06-01/runtime/invocation/next") as event:
        id = event.headers["Lambda-Runtime-Aws-Request-Id"]
        sent = json.loads(event.read())
    asked += 1
    if "exit" in sent:
        os._exit(3)
    if "waits" in sent:
        wait()
    if "afterwards" in sent:
        thread = threading.Thread(target=work_on)
        thread.start()
        work.append(thread)
    out = json.dumps({"pid": os.getpid(), "asked": asked}).encode()
    call(f"/2018-06-01/runtime/invocation/{id}/response", out).read()
    answered.set()
